using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Issuance.Api.Credentials;
using Issuance.Api.Issuers;
using Issuance.Api.SigningKeys;
using Issuance.Api.StatusLists;
using KubeCredential.Events;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Jose;
using KubeCredential.VerifiableCredentials.OpenBadges;
using KubeCredential.VerifiableCredentials.StatusLists;
using NSec.Cryptography;
using PortableDocument = KubeCredential.VerifiableCredentials.Credentials.CredentialDocument;

namespace Issuance.Api.Documents;

/// <summary>
/// Makes portable credentials: from the signed event by which the credential was issued, signed once with the issuer's key, and kept. Of several that are made at the same time, one is kept and handed
/// out.
/// </summary>
internal sealed class DocumentMaker(
    DocumentStore store, IssuerStore issuers, IssuerSigner signer, SigningKeyRing keys, IssuerDids dids, StatusListAllocator places, StatusListAddresses addresses, IDocumentTypes types, TimeProvider time)
{
    /// <summary>Why there is no document.</summary>
    public enum Refusal
    {
        /// <summary>There is one.</summary>
        None,

        /// <summary>No such credential was issued here, or it belongs to another organisation.</summary>
        Unknown,

        /// <summary>Its content has been erased.</summary>
        Erased,

        /// <summary>Its issuer is not registered.</summary>
        NoIssuer,

        /// <summary>This service has no public address.</summary>
        NoAddress,

        /// <summary>The key with which its event was signed is compromised, and it is being signed anew.</summary>
        BeingSignedAnew,

        /// <summary>Its type is not offered in this format.</summary>
        NotOffered,
    }

    /// <summary>A portable form of a credential: the kept one, or else one that is made now.</summary>
    /// <param name="id">The credential.</param>
    /// <param name="format">The form.</param>
    /// <param name="organisation">The organisation that the caller is restricted to, or null.</param>
    /// <param name="actor">Who asks, for the audit trail.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached. The same call may be repeated.</exception>
    /// <exception cref="CryptographicException">The stored event is not one that this service has signed.</exception>
    public async ValueTask<(Refusal Refusal, string? Document)> FindOrMakeAsync(Guid id, DocumentFormat format, string? organisation, string actor, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync(id, format, organisation, actor, cancellationToken);
        }
        catch (KeyNotFoundException)
        {
            return await TryAsync(id, format, organisation, actor, cancellationToken); // Another key has taken the place of the one that was to sign.
        }
    }

    private async ValueTask<(Refusal Refusal, string? Document)> TryAsync(Guid id, DocumentFormat format, string? organisation, string actor, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, format.Name, cancellationToken) is not { } found || (organisation is not null && organisation != found.IssuerName)) return (Refusal.Unknown, null);
        if (found.IsErased) return (Refusal.Erased, null);
        if (found.Document is { } kept) return (Refusal.None, kept);
        if ((await issuers.ListAsync(found.IssuerName, null, null, 1, cancellationToken)).SingleOrDefault() is not { } issuer) return (Refusal.NoIssuer, null);
        if (dids.Of(issuer.Slug) is not { } did) return (Refusal.NoAddress, null);
        if (await store.FindIssuedAsync(id, cancellationToken) is not { } issued) return (Refusal.Erased, null);
        if (!await IsSoundAsync(issued, cancellationToken)) return (Refusal.BeingSignedAnew, null);
        var content = JsonSerializer.Deserialize(issued.Credential!, CredentialJson.Relaxed.IssuedContent)!;
        var type = content.Type is { } reference ? await types.FindAsync(reference, cancellationToken) : null;
        if (type?.Formats?.Contains(format.Name) == false) return (Refusal.NotOffered, null);
        var (list, index) = await places.PlaceOfAsync(id, issuer.Slug, cancellationToken);
        StatusEntry[] statuses = [EntryOf(StatusPurposes.Revocation), EntryOf(StatusPurposes.Suspension)];
        var key = await signer.ActiveAsync(issuer.Slug, format.KeyAlgorithm, cancellationToken);
        var document = format.Name == DocumentFormat.OpenBadge ? BadgeOf(content, type, did, statuses) : CredentialOf(content, did, statuses, format);
        var signed = format.Suite is { } suite
            ? Encoding.UTF8.GetString(await DataIntegritySigner.SignAsync(document, new ProofOptions(suite, time.GetUtcNow()), key, cancellationToken))
            : await CredentialJwt.SignAsync(document, CredentialJwt.CredentialType, key, cancellationToken);
        return await store.KeepAsync(id, format.Name, signed, key.KeyId, actor, cancellationToken) is { } handedOut ? (Refusal.None, handedOut) : (Refusal.Erased, null);

        StatusEntry EntryOf(string purpose) => new(purpose, index, addresses.Of(purpose, list));
    }

    /// <summary>Whether the stored event can be vouched for: whether this service has signed it, with a key that is not compromised.</summary>
    private async Task<bool> IsSoundAsync(CredentialEvent issued, CancellationToken cancellationToken)
    {
        await keys.ActiveAsync(cancellationToken); // Reads the keys, if that has not happened yet.
        var signature = issued.Signature!.Value;
        var key = keys.Keys.FirstOrDefault(one => one.KeyId == signature.KeyId);
        if (key?.State == SigningKeyState.Compromised) return false;
        if (key is not null && ContentHash.Of(issued.ContentSalt!, issued.Credential!) == issued.ContentHash && SigningTree.Read(signature.Value, SigningInput.Of(issued)) is var (value, signed)
            && SignatureAlgorithm.Ed25519.Verify(PublicKey.Import(SignatureAlgorithm.Ed25519, key.PublicKey, KeyBlobFormat.RawPublicKey), signed, value)) return true;
        throw new CryptographicException($"The stored event {issued.EventId} is not as this service has signed it.");
    }

    private static byte[] CredentialOf(IssuedContent content, string did, StatusEntry[] statuses, DocumentFormat format) => PortableDocument.Build(
        new CredentialContent(content.Id, content.CredentialType, did, content.IssuerName, content.HolderName, BeginningOf(content.ValidFrom))
        {
            ValidUntil = EndOf(content.ExpiryDate),
            Metadata = content.Metadata,
            Statuses = statuses,
        },
        format.Suite is Cryptosuite.EddsaJcs2022 or Cryptosuite.EcdsaJcs2019 ? CredentialForm.UrlContexts : CredentialForm.InlineContext);

    private static byte[] BadgeOf(IssuedContent content, DocumentType? type, string did, StatusEntry[] statuses) => new OpenBadge(
        did, content.IssuerName,
        new BadgeAchievement(
            AchievementOf(did, content.CredentialType), type?.Title ?? content.CredentialType, type?.Description ?? $"{content.CredentialType}, by {content.IssuerName}",
            type?.Criteria ?? $"What {content.IssuerName} requires for it.")
        {
            Image = type?.Image,
            Tags = type?.Tags ?? [],
        },
        BeginningOf(content.ValidFrom))
    {
        ValidUntil = EndOf(content.ExpiryDate),
        Identities = [BadgeIdentity.Named(content.HolderName)],
        Statuses = statuses,
    }.Build(content.Id);

    /// <summary>The ID of what a type of an issuer stands for: the same for each of its credentials. A UUID of version 8 (RFC 9562, section 5.8), made of a hash.</summary>
    private static string AchievementOf(string did, string type)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{did}\n{type}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return $"urn:uuid:{new Guid(bytes, bigEndian: true):D}";
    }

    private static DateTimeOffset BeginningOf(DateOnly day) => new(day, default, TimeSpan.Zero);

    /// <summary>The last second of the last day.</summary>
    private static DateTimeOffset? EndOf(DateOnly? day) => day is { } last ? BeginningOf(last).AddDays(1).AddSeconds(-1) : null;
}
