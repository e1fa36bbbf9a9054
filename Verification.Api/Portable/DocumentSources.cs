using System.Runtime.CompilerServices;
using KubeCredential.Outbound;
using KubeCredential.VerifiableCredentials;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Verification;

namespace Verification.Api.Portable;

/// <summary>Where the documents come from that one verification needs: those of our own issuers from the issuance service, all others from their addresses. All together has a time limit.</summary>
/// <param name="fetcher">Fetches documents of others.</param>
/// <param name="own">Those of our own issuers.</param>
/// <param name="request">Cancelled when the caller does not wait any longer.</param>
/// <param name="limit">Cancelled when the time is up as well.</param>
internal sealed class DocumentSources(DocumentFetcher fetcher, OwnDocuments own, CancellationToken request, CancellationToken limit) : IDidResolver, IStatusListSource, ISchemaSource
{
    // What was read of a document is kept as long as the document.
    private static readonly ConditionalWeakTable<FetchedDocument, DidDocument> s_read = [];

    public async ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken)
    {
        var address = DidWeb.AddressOf(did);
        if (own.PathOf(address) is { } path) return DidDocument.Parse((await OwnAsync(path, refresh, CredentialError.DidUnavailable)).Span, did);
        var fetched = await FetchAsync(address, KubeCredential.Outbound.DocumentKind.Did, refresh ? TimeSpan.Zero : null, CredentialError.DidUnavailable);
        if (s_read.TryGetValue(fetched, out var known) && known.Id == did) return known;
        var read = DidDocument.Parse(fetched.Bytes.Span, did);
        s_read.AddOrUpdate(fetched, read);
        return read;
    }

    ValueTask<ReadOnlyMemory<byte>> IStatusListSource.FetchAsync(string address, CancellationToken cancellationToken) =>
        FetchAsync(address, KubeCredential.Outbound.DocumentKind.StatusList, CredentialError.StatusListUnavailable);

    ValueTask<ReadOnlyMemory<byte>> ISchemaSource.FetchAsync(string address, CancellationToken cancellationToken) =>
        FetchAsync(address, KubeCredential.Outbound.DocumentKind.Schema, CredentialError.SchemaUnavailable);

    private async ValueTask<ReadOnlyMemory<byte>> FetchAsync(string address, KubeCredential.Outbound.DocumentKind kind, CredentialError error)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new CredentialException(error, "Its address cannot be read.");
        return own.PathOf(uri) is { } path ? await OwnAsync(path, refresh: false, error) : (await FetchAsync(uri, kind, null, error)).Bytes;
    }

    private async Task<FetchedDocument> FetchAsync(Uri address, KubeCredential.Outbound.DocumentKind kind, TimeSpan? maxAge, CredentialError error)
    {
        try
        {
            return await fetcher.FetchAsync(address, kind, maxAge, limit);
        }
        catch (FetchException failure)
        {
            throw new CredentialException(kind == KubeCredential.Outbound.DocumentKind.Did && failure.Failure == FetchFailure.Refused ? CredentialError.ForbiddenDidHost : error, SentenceOf(error, failure.Message), inner: failure);
        }
        catch (OperationCanceledException late) when (!request.IsCancellationRequested)
        {
            throw TookTooLong(error, late);
        }
    }

    private async Task<ReadOnlyMemory<byte>> OwnAsync(string path, bool refresh, CredentialError error)
    {
        try
        {
            return await own.ReadAsync(path, refresh, limit);
        }
        catch (HttpRequestException failure)
        {
            throw new CredentialException(error, SentenceOf(error, "The issuance service has not answered with it."), inner: failure);
        }
        catch (OperationCanceledException late) when (!request.IsCancellationRequested)
        {
            throw TookTooLong(error, late);
        }
    }

    private static CredentialException TookTooLong(CredentialError error, Exception cause) => new(error, SentenceOf(error, "Fetching everything took too long."), inner: cause);

    private static string SentenceOf(CredentialError error, string why) => error switch
    {
        CredentialError.DidUnavailable => $"The issuer's keys could not be read. {why}",
        CredentialError.StatusListUnavailable => $"The status list could not be read. {why}",
        _ => $"The schema could not be read. {why}",
    };
}
