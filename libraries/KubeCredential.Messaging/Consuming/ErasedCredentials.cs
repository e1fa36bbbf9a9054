namespace KubeCredential.Messaging.Consuming;

/// <summary>
/// The credentials whose erasure this process has applied recently. An older event of one of them may still be on its way with its content, at another consumer of the
/// group: if it fails, it must not carry the content into the retry queue or the dead letters. So they are searched a second time, once such events must have been settled.
/// </summary>
internal sealed class ErasedCredentials(TimeSpan again, TimeProvider time)
{
    private const int MostKept = 10_000;

    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _known = [];
    private readonly Queue<Guid> _inOrder = [];
    private readonly Queue<(Guid CredentialId, long At)> _again = [];

    /// <summary>Adds credentials. They are due for their second search after a while.</summary>
    public void Add(IEnumerable<Guid> credentialIds)
    {
        lock (_gate)
        {
            foreach (var id in credentialIds)
            {
                if (_known.Add(id)) _inOrder.Enqueue(id);
                _again.Enqueue((id, time.GetTimestamp()));
            }

            while (_inOrder.Count > MostKept) _known.Remove(_inOrder.Dequeue());
            while (_again.Count > MostKept) _again.Dequeue();
        }
    }

    /// <summary>Whether a credential has been erased, as far as this process remembers.</summary>
    public bool Contains(Guid credentialId)
    {
        lock (_gate) return _known.Contains(credentialId);
    }

    /// <summary>Takes the credentials that are due for their second search.</summary>
    public List<Guid> TakeDue()
    {
        var due = new List<Guid>();
        lock (_gate)
        {
            while (_again.TryPeek(out var next) && time.GetElapsedTime(next.At) >= again)
            {
                due.Add(next.CredentialId);
                _again.Dequeue();
            }
        }

        return due;
    }
}
