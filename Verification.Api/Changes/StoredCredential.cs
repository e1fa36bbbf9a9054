using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Verification.Api.Changes;

/// <summary>A row of the read model: an event's last word on its credential, with the columns that were derived from it.</summary>
/// <param name="Id">The credential.</param>
/// <param name="Version">Its version.</param>
/// <param name="EventId">The event.</param>
/// <param name="EventType">Its type.</param>
/// <param name="OccurredAt">When it happened, to the millisecond.</param>
/// <param name="HolderName">Derived from the content.</param>
/// <param name="CredentialType">Derived from the content.</param>
/// <param name="ValidFrom">Derived from the content.</param>
/// <param name="ExpiryDate">Derived from the content.</param>
/// <param name="State">Derived from the status.</param>
/// <param name="Status">The status: JSON text.</param>
/// <param name="ContentHash">The salted hash of the content.</param>
/// <param name="ContentSalt">The salt; null once the content has been erased.</param>
/// <param name="Credential">The content: JSON text in UTF-8; null once it has been erased.</param>
/// <param name="KeyId">The key of the signature.</param>
/// <param name="Signature">The issuer's signature.</param>
internal sealed record StoredCredential(
    Guid Id, int Version, Guid EventId, string EventType, DateTimeOffset OccurredAt, string HolderName, string CredentialType, DateOnly? ValidFrom, DateOnly? ExpiryDate, string State, string Status,
    string? ContentHash, string? ContentSalt, byte[]? Credential, string KeyId, string Signature)
{
    /// <summary>What such rows are sealed as.</summary>
    public const string SealPurpose = "kubecredential credentials";

    private const int NumberBytes = 52;
    private const int TextCount = 10;

    /// <summary>Calls a function with everything that the row says, in a form in which no other row can say it.</summary>
    /// <param name="call">The function. It must not keep the bytes.</param>
    public T WithBytes<T>(Func<ReadOnlySpan<byte>, T> call)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(
            NumberBytes + (TextCount * sizeof(int)) + Most(EventType) + Most(HolderName) + Most(CredentialType) + Most(State) + Most(Status) + Most(ContentHash) + Most(ContentSalt) + (Credential?.Length ?? 0) + Most(KeyId) + Most(Signature));
        try
        {
            Id.TryWriteBytes(buffer, bigEndian: true, out _);
            EventId.TryWriteBytes(buffer.AsSpan(16), bigEndian: true, out _);
            BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(32), Version);
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(36), OccurredAt.ToUnixTimeMilliseconds());
            BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(44), ValidFrom?.DayNumber ?? -1);
            BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(48), ExpiryDate?.DayNumber ?? -1);
            var at = NumberBytes;
            Add(buffer, ref at, EventType);
            Add(buffer, ref at, HolderName);
            Add(buffer, ref at, CredentialType);
            Add(buffer, ref at, State);
            Add(buffer, ref at, Status);
            Add(buffer, ref at, ContentHash);
            Add(buffer, ref at, ContentSalt);
            Credential?.CopyTo(buffer, at + sizeof(int));
            Added(buffer, ref at, Credential?.Length ?? -1);
            Add(buffer, ref at, KeyId);
            Add(buffer, ref at, Signature);
            return call(buffer.AsSpan(0, at));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static int Most(string? text) => text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length);

    private static void Add(byte[] buffer, ref int at, string? text) => Added(buffer, ref at, text is null ? -1 : Encoding.UTF8.GetBytes(text, buffer.AsSpan(at + sizeof(int))));

    private static void Added(byte[] buffer, ref int at, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.AsSpan(at), length);
        at += sizeof(int) + Math.Max(length, 0);
    }
}
