using Issuance.Api.Tests.Api;
using Issuance.Api.Tests.Storage;
using KubeCredential.MailCatcher;

namespace Issuance.Api.Tests.Holders;

/// <summary>The service with a real mail server beside it, which can be stopped, and can refuse or wait.</summary>
public abstract class HolderFixture(TestDatabases databases, DatabaseKind kind) : IssuanceFixture
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"kc-mail-{Guid.NewGuid():N}");
    private readonly int _port = LoopbackPorts.Take();
    private MailCatcherServer? _mail;

    /// <summary>What the mail server answers.</summary>
    public MailBehaviour Behaviour { get; } = new();

    /// <summary>What the mail server has got.</summary>
    public MailFolder Mails { get => field ??= new MailFolder(_folder, TimeProvider.System); }

    /// <inheritdoc/>
    protected override Dictionary<string, string?> Settings
    {
        get
        {
            var settings = base.Settings;
            settings["Mail__Host"] = "127.0.0.1";
            settings["Mail__Port"] = $"{_port}";
            settings["Mail__Security"] = "none";
            settings["Mail__From"] = "credentials@university.example";
            settings["Mail__FirstRetry"] = "00:00:00.050";
            settings["Mail__LongestRetry"] = "00:00:00.500";
            settings["Mail__Lease"] = "00:00:03";
            settings["Mail__Timeout"] = "00:00:05";
            settings["Holders__PollInterval"] = "00:00:00.050";
            settings["Holders__NewLinkInterval"] = "00:00:00";
            settings["Holders__MailsPerAddress"] = "10";
            settings["Issuers__PublicAddress"] = "https://credentials.university.example";
            settings["Batches__VerifyAddress"] = "https://verify.university.example";
            return settings;
        }
    }

    /// <summary>Starts the mail server, if it does not run.</summary>
    public void StartMail() => _mail ??= MailCatcherServer.Start(Mails, _port, Behaviour);

    /// <summary>Stops the mail server.</summary>
    public async Task StopMailAsync()
    {
        if (_mail is not null) await _mail.DisposeAsync();
        _mail = null;
    }

    /// <inheritdoc/>
    protected override Task<string> CreateDatabaseAsync()
    {
        StartMail();
        return databases.CreateEmptyAsync(kind, TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    protected override async ValueTask DisposeServersAsync()
    {
        await StopMailAsync();
        LoopbackPorts.Return(_port);
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The same on SQLite.</summary>
public sealed class SqliteHolders(TestDatabases databases) : HolderFixture(databases, DatabaseKind.Sqlite);

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresHolders(TestDatabases databases) : HolderFixture(databases, DatabaseKind.Postgres);
