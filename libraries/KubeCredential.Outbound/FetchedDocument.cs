namespace KubeCredential.Outbound;

/// <summary>A document as its server gave it. The same object is given to all who ask for it while it is kept, so that what was derived from it can be kept beside it.</summary>
/// <param name="Bytes">Its bytes, decompressed.</param>
/// <param name="MediaType">Its media type without parameters, in lower case.</param>
/// <param name="FetchedAt">When it was fetched.</param>
/// <param name="FreshUntil">Until when it is given without asking again.</param>
public sealed record FetchedDocument(ReadOnlyMemory<byte> Bytes, string MediaType, DateTimeOffset FetchedAt, DateTimeOffset FreshUntil);
