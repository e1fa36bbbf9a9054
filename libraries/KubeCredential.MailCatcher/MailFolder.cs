using System.Buffers;
using System.Globalization;
using MimeKit;

namespace KubeCredential.MailCatcher;

/// <summary>The folder of caught messages: a file <c>.eml</c> for each (RFC 5322), which every mail program opens. Of many, the latest are kept.</summary>
public sealed class MailFolder
{
    /// <summary>The most messages that are kept.</summary>
    public const int Most = 1000;

    private const string Extension = ".eml";
    private const string EnvelopeHeader = "X-Envelope-To";
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, CaughtMail> _mails = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Opens a folder, and creates it if it does not exist.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="time">The clock.</param>
    public MailFolder(string path, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_path, _time) = (path, time);
        // The links in the messages are personal.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.EnumerateFiles(path, $"*{Extension}").Order(StringComparer.Ordinal).TakeLast(Most))
        {
            try
            {
                Remember(MimeMessage.Load(file), Path.GetFileNameWithoutExtension(file), File.GetLastWriteTimeUtc(file));
            }
            catch (FormatException)
            {
                // Not one of ours.
            }
        }
    }

    /// <summary>The messages, latest first.</summary>
    public IReadOnlyList<CaughtMail> Mails
    {
        get
        {
            lock (_gate) return [.. _mails.Values.Reverse()];
        }
    }

    /// <summary>A message, or null.</summary>
    /// <param name="id">Its ID.</param>
    public CaughtMail? Find(string id)
    {
        lock (_gate) return _mails.GetValueOrDefault(id);
    }

    /// <summary>The path of the file of a message.</summary>
    /// <param name="mail">The message.</param>
    public string FileOf(CaughtMail mail)
    {
        ArgumentNullException.ThrowIfNull(mail);
        return Path.Combine(_path, mail.Id + Extension);
    }

    /// <summary>Keeps a message.</summary>
    /// <param name="bytes">The message as it was sent.</param>
    /// <param name="recipients">The addresses in its envelope.</param>
    public CaughtMail Add(ReadOnlySequence<byte> bytes, IReadOnlyList<string> recipients)
    {
        ArgumentNullException.ThrowIfNull(recipients);
        using var stream = new MemoryStream(bytes.ToArray());
        var message = MimeMessage.Load(stream);
        message.Headers.Remove(EnvelopeHeader);
        message.Headers.Insert(0, EnvelopeHeader, string.Join(", ", recipients));
        var now = _time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"{now:yyyyMMdd-HHmmss-fff}-{Interlocked.Increment(ref _number):000000}");
        message.WriteTo(Path.Combine(_path, id + Extension));
        return Remember(message, id, now);
    }

    /// <summary>Removes all messages.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (var mail in _mails.Values) File.Delete(FileOf(mail));
            _mails.Clear();
        }
    }

    private CaughtMail Remember(MimeMessage message, string id, DateTimeOffset at)
    {
        var mail = new CaughtMail(id, at, message.Headers[EnvelopeHeader]?.Split(", ", StringSplitOptions.RemoveEmptyEntries) ?? [], message);
        lock (_gate)
        {
            _mails[id] = mail;
            while (_mails.Count > Most)
            {
                var oldest = _mails.First().Value;
                File.Delete(FileOf(oldest));
                _mails.Remove(oldest.Id);
            }
        }

        return mail;
    }
}
