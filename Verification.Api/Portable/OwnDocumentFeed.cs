namespace Verification.Api.Portable;

/// <summary>Reads documents that the issuance service publishes, over service discovery.</summary>
internal sealed class OwnDocumentFeed(HttpClient http)
{
    /// <summary>The longest document that is read.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads a document.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or has no such document.</exception>
    /// <exception cref="OperationCanceledException">It has not answered in time.</exception>
    public Task<byte[]> ReadAsync(string path) => http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
}
