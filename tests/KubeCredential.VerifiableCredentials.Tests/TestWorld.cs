using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Jose;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Verification;
using Microsoft.Extensions.Time.Testing;

namespace KubeCredential.VerifiableCredentials.Tests;

/// <summary>What a verifier finds: DID documents, status lists and schemas, all in memory.</summary>
internal sealed class TestWorld(DateTimeOffset? start = null) : IDidResolver, IStatusListSource, ISchemaSource, IStatusListCache
{
    public const string RevocationAddress = "https://issuer.example/status/revocation/1";
    public const string SuspensionAddress = "https://issuer.example/status/suspension/1";
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, VerifiedStatusList> _kept = [];

    public FakeTimeProvider Clock { get; } = new(start ?? Start);

    public Dictionary<string, DidDocument> Dids { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What was asked for.</summary>
    public List<string> Asked { get; } = [];

    public CredentialLimits Limits { get; init; } = CredentialLimits.Default;

    public bool Caches { get; init; }

    public TestSigner Issuer { get; } = new(KeyAlgorithm.Ed25519);

    public CredentialVerifier Verifier => new(new CredentialVerifierOptions { Dids = this, StatusLists = this, Schemas = this, Clock = Clock, StatusListCache = Caches ? this : null, Limits = Limits });

    public CredentialContent Content => new(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "BSc Physics", Issuer.Did, "University of Examples", "Zoë", (start ?? Start).AddDays(-30))
    {
        ValidUntil = (start ?? Start).AddYears(1),
        HolderId = "did:example:zoe",
        Metadata = JsonElement.Parse("""{"grade":"First","list":["b","a",{"id":7,"type":null}],"score":1.50}"""),
    };

    public static readonly StatusEntry[] BothEntries = [new(StatusPurposes.Revocation, 94_567, RevocationAddress), new(StatusPurposes.Suspension, 12, SuspensionAddress)];

    public async Task<byte[]> SignAsync(byte[] document, Cryptosuite suite = Cryptosuite.EddsaRdfc2022, TestSigner? signer = null, Func<ProofOptions, ProofOptions>? change = null)
    {
        var options = new ProofOptions(suite, Clock.GetUtcNow());
        return await DataIntegritySigner.SignAsync(document, change?.Invoke(options) ?? options, (signer ?? Issuer).Key, TestContext.Current.CancellationToken);
    }

    public async Task<byte[]> JwtAsync(byte[] document, TestSigner? signer = null, string type = CredentialJwt.CredentialType) =>
        Encoding.ASCII.GetBytes(await CredentialJwt.SignAsync(document, type, (signer ?? Issuer).Key, TestContext.Current.CancellationToken));

    /// <summary>Publishes a status list.</summary>
    public async Task PublishAsync(string address, string purpose, int[] set, TestSigner? signer = null, TimeSpan? ttl = null)
    {
        var bits = new Bitstring(Bitstring.MinBits);
        foreach (var index in set) bits[index] = true;
        Files[address] = await SignAsync(StatusListCredential.Build(new StatusListContent(address, (signer ?? Issuer).Did, purpose, bits, Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(12), ttl ?? TimeSpan.FromMinutes(5))), signer: signer);
    }

    public async Task PublishAsync(int[]? revoked = null, int[]? suspended = null)
    {
        await PublishAsync(RevocationAddress, StatusPurposes.Revocation, revoked ?? []);
        await PublishAsync(SuspensionAddress, StatusPurposes.Suspension, suspended ?? []);
    }

    public async Task<VerificationReport> VerifyAsync(byte[] document, VerificationRequest? request = null) => await Verifier.VerifyAsync(document, request ?? VerificationRequest.Any, TestContext.Current.CancellationToken);

    public async Task<VerificationReport> VerifyAsync(string document, VerificationRequest? request = null) => await VerifyAsync(Encoding.UTF8.GetBytes(document), request);

    public ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken)
    {
        Asked.Add($"{did}{(refresh ? " again" : "")}");
        return Dids.TryGetValue(did, out var document) ? ValueTask.FromResult(document) : throw new CredentialException(CredentialError.DidUnavailable, "The DID document is not there.");
    }

    ValueTask<ReadOnlyMemory<byte>> IStatusListSource.FetchAsync(string address, CancellationToken cancellationToken) => Fetch(address, CredentialError.StatusListUnavailable);

    ValueTask<ReadOnlyMemory<byte>> ISchemaSource.FetchAsync(string address, CancellationToken cancellationToken) => Fetch(address, CredentialError.SchemaUnavailable);

    public VerifiedStatusList? Find(string address) => _kept.GetValueOrDefault(address);

    public void Keep(VerifiedStatusList list) => _kept[list.Address] = list;

    private ValueTask<ReadOnlyMemory<byte>> Fetch(string address, CredentialError missing)
    {
        Asked.Add(address);
        return Files.TryGetValue(address, out var file) ? ValueTask.FromResult<ReadOnlyMemory<byte>>(file) : throw new CredentialException(missing, "The address does not answer.");
    }
}
