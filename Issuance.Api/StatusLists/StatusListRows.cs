using Issuance.Api.Storage;

namespace Issuance.Api.StatusLists;

/// <summary>A status list of an issuer. A row is never deleted: credentials name it.</summary>
internal sealed class StatusListRow
{
    public int Number { get; init; }

    /// <summary>The issuer's slug.</summary>
    public required string Issuer { get; init; }

    /// <summary>How many entries it has.</summary>
    public int Size { get; init; }

    /// <summary>How many entries have been given out, or are being given out by a replica.</summary>
    public int Used { get; init; }

    /// <summary>The key of the permutation by which entries are given out (see <see cref="IndexPermutation"/>).</summary>
    public required byte[] PermutationKey { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A status list as it is published, for one purpose.</summary>
internal sealed class StatusListDocumentRow
{
    public int List { get; init; }

    /// <summary>One of <see cref="KubeCredential.VerifiableCredentials.StatusLists.StatusPurposes"/>.</summary>
    public required string Purpose { get; init; }

    /// <summary>How many times it has been published.</summary>
    public long Version { get; init; }

    /// <summary>The signed credential: JSON text, handed out byte for byte.</summary>
    public required string Document { get; init; }

    /// <summary>The key with which it is signed.</summary>
    public required string KeyId { get; init; }
    public DateTimeOffset PublishedAt { get; init; }
    public DateTimeOffset ValidUntil { get; init; }
}

/// <summary>The place of a credential in a list. A row is never deleted, so that no place is given out twice.</summary>
internal sealed class StatusEntryRow
{
    public Guid CredentialId { get; init; }
    public int List { get; init; }
    public int EntryIndex { get; init; }

    /// <summary>A <see cref="StatusBit"/>, kept by the database whenever the credential's state changes.</summary>
    public short Bit { get; init; }
}

/// <summary>A list that has changed since it was published. The database adds a row with every change of a credential's state; publishing removes them.</summary>
internal sealed class StatusChangeRow
{
    public long Position { get; init; }
    public int List { get; init; }
}
