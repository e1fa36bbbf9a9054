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
}
