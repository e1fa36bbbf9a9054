namespace Verification.Api.CredentialTypes;

/// <summary>Reads what the issuance service publishes of types, over service discovery.</summary>
internal sealed class TypeFeed(HttpClient http)
{
    /// <summary>The longest answer that is read: a picture.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Reads a definition.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or has no such definition.</exception>
    /// <exception cref="OperationCanceledException">It has not answered in time.</exception>
    public Task<byte[]> ReadDefinitionAsync(TypeReference type) => http.GetByteArrayAsync(new Uri(FormattableString.Invariant($"/credential-types/{type.Id}/versions/{type.Version}/definition"), UriKind.Relative));

    /// <summary>Reads a picture.</summary>
    /// <exception cref="HttpRequestException">The issuance service cannot be reached, or has no such picture.</exception>
    /// <exception cref="OperationCanceledException">It has not answered in time.</exception>
    public Task<byte[]> ReadPictureAsync(string id) => http.GetByteArrayAsync(new Uri($"/credential-types/pictures/{id}", UriKind.Relative));
}
