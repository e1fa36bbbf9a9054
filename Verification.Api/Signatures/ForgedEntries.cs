namespace Verification.Api.Signatures;

/// <summary>How many entries of the stream this process has found that the issuer had not signed.</summary>
internal sealed class ForgedEntries(TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>How many, since the process started.</summary>
    public long Count { get; private set; }

    /// <summary>When the last one was found, or null.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Counts one.</summary>
    public void Add()
    {
        lock (_gate) (Count, LastAt) = (Count + 1, time.GetUtcNow());
    }
}
