using System.Security.Cryptography.X509Certificates;

namespace KubeCredential.MailCatcher;

/// <summary>What a <see cref="MailCatcherServer"/> answers. It may be changed while the server runs.</summary>
public sealed class MailBehaviour
{
    /// <summary>The status code (RFC 5321, section 4.2) with which it refuses an address; null, or null for the address: it takes it.</summary>
    public Func<string, int?>? RefuseRecipient { get; set; }

    /// <summary>The status code with which it refuses a message to these addresses, after it has read it; null: it takes it.</summary>
    public Func<IReadOnlyList<string>, int?>? RefuseMessage { get; set; }

    /// <summary>What it waits for before it answers that it has taken a message, which it has by then.</summary>
    public Func<CancellationToken, Task>? AnswersAfter { get; set; }

    /// <summary>The certificate with which it offers STARTTLS; null: it offers no encryption. Read when the server starts, as is all that follows.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Whether connections are encrypted from their beginning (RFC 8314).</summary>
    public bool IsEncryptedFromTheBeginning { get; init; }

    /// <summary>Whether it lets a name with a password in, which it requires then, over encrypted connections only if it has a certificate; null: it lets everybody in.</summary>
    public Func<string, string, bool>? SignIn { get; init; }
}
