using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Credentials;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Jose;
using KubeCredential.VerifiableCredentials.Keys;
using KubeCredential.VerifiableCredentials.StatusLists;
using KubeCredential.VerifiableCredentials.Tests;
using KubeCredential.VerifiableCredentials.Verification;

namespace KubeCredential.Bench.Speed;

/// <summary>Measures what portable credentials cost in the library, on one processor, beside the bare signature and its check.</summary>
internal sealed class Portable : IDidResolver, IStatusListSource, ISchemaSource, IStatusListCache
{
    private const int ListEntries = 1_000_000;
    private static readonly DateTimeOffset s_now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestSigner _edwards = new(KeyAlgorithm.Ed25519, did: "did:web:issuer.example");
    private readonly TestSigner _curve = new(KeyAlgorithm.P256, did: "did:web:other.example");
    private readonly Dictionary<string, VerifiedStatusList> _lists = [];
    private readonly Dictionary<string, byte[]> _files = [];

    public static async Task RunAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        var portable = new Portable();
        await portable.MeasureAsync(report, rounds, duration, cancellationToken);
        await portable.MeasureListAsync(report, rounds, cancellationToken);
    }

    public ValueTask<DidDocument> ResolveAsync(string did, bool refresh, CancellationToken cancellationToken) => ValueTask.FromResult(did == _edwards.Did ? _edwards.Document : _curve.Document);

    ValueTask<ReadOnlyMemory<byte>> IStatusListSource.FetchAsync(string address, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>>(_files[address]);

    ValueTask<ReadOnlyMemory<byte>> ISchemaSource.FetchAsync(string address, CancellationToken cancellationToken) => throw new InvalidOperationException(address);

    public VerifiedStatusList? Find(string address) => _lists.GetValueOrDefault(address);

    public void Keep(VerifiedStatusList list) => _lists[list.Address] = list;

    private static StatusListContent ListOf(string address, string purpose, string issuer, Bitstring bits) => new(address, issuer, purpose, bits, s_now.AddDays(-1), s_now.AddYears(10), TimeSpan.FromHours(1));

    private async Task MeasureAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        StatusEntry[] statuses = [new(StatusPurposes.Revocation, 94_567, "https://issuer.example/status/1"), new(StatusPurposes.Suspension, 12, "https://issuer.example/status/2")];
        foreach (var status in statuses)
            _files[status.ListAddress] = await SignAsync(StatusListCredential.Build(ListOf(status.ListAddress, status.Purpose, _edwards.Did, new Bitstring(Bitstring.MinBits))), Cryptosuite.EddsaRdfc2022, _edwards);
        var content = new CredentialContent(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), "BSc Physics", _edwards.Did, "University of Examples", "Zoë Example", s_now)
        {
            ValidUntil = s_now.AddYears(5),
            Metadata = JsonElement.Parse("""{"grade":"First","courses":["Mechanics","Optics"],"score":1.50}"""),
            Statuses = statuses,
        };
        var other = content with { Issuer = _curve.Did };
        var signed = await SignAsync(CredentialDocument.Build(content, CredentialForm.InlineContext), Cryptosuite.EddsaRdfc2022, _edwards);
        var jwt = Encoding.ASCII.GetBytes(await CredentialJwt.SignAsync(CredentialDocument.Build(content, CredentialForm.InlineContext), CredentialJwt.CredentialType, _edwards.Key, cancellationToken));
        var bytes = new byte[64];
        var signature = await _edwards.SignAsync("key-1", bytes, cancellationToken);
        var verifier = new CredentialVerifier(new CredentialVerifierOptions { Dids = this, StatusLists = this, Schemas = this, StatusListCache = this, Clock = TimeProvider.System });
        var checkedOnce = await verifier.VerifyAsync(signed, VerificationRequest.Any, cancellationToken);
        if (checkedOnce.Outcome != VerificationOutcome.Verified) throw new InvalidOperationException(string.Join("; ", checkedOnce.Checks));

        (string Name, Func<Task> Run)[] variants =
        [
            ("bare: a signature by Ed25519", async () => await _edwards.SignAsync("key-1", bytes, cancellationToken)),
            ("bare: the check of one", () => _edwards.Public.Verify(bytes, signature) ? Task.CompletedTask : throw new InvalidOperationException()),
            ("vc-jwt, made and signed (EdDSA)", async () => await CredentialJwt.SignAsync(CredentialDocument.Build(content, CredentialForm.InlineContext), CredentialJwt.CredentialType, _edwards.Key, cancellationToken)),
            ("vc-jwt, made and signed (ES256)", async () => await CredentialJwt.SignAsync(CredentialDocument.Build(other, CredentialForm.InlineContext), CredentialJwt.CredentialType, _curve.Key, cancellationToken)),
            ("vc, made and signed (eddsa-rdfc-2022)", async () => await SignAsync(CredentialDocument.Build(content, CredentialForm.InlineContext), Cryptosuite.EddsaRdfc2022, _edwards)),
            ("vc-ecdsa, made and signed (ecdsa-rdfc-2019, P-256)", async () => await SignAsync(CredentialDocument.Build(other, CredentialForm.InlineContext), Cryptosuite.EcdsaRdfc2019, _curve)),
            ("vc-jcs, made and signed (eddsa-jcs-2022)", async () => await SignAsync(CredentialDocument.Build(content, CredentialForm.UrlContexts), Cryptosuite.EddsaJcs2022, _edwards)),
            ("vc, verified with its lists cached", async () => await verifier.VerifyAsync(signed, VerificationRequest.Any, cancellationToken)),
            ("vc-jwt, verified with its lists cached", async () => await verifier.VerifyAsync(jwt, VerificationRequest.Any, cancellationToken)),
        ];
        var rates = variants.Select(static _ => new List<double>()).ToArray();
        foreach (var (_, run) in variants) await RateAsync(run, TimeSpan.FromSeconds(1)); // Compiled and warm.
        for (var round = 0; round < rounds; round++)
        {
            for (var place = 0; place < variants.Length; place++) rates[place].Add(await RateAsync(variants[place].Run, duration / 2));
        }

        report.Section("Portable credentials, in the library", string.Create(CultureInfo.InvariantCulture, $"One thread, {rounds} rounds of {duration.TotalSeconds / 2:0.#} s by turns; median (least to most)."));
        report.Table(["what", "#a second", "#of a bare one"], variants.Select((variant, place) => (string[])
            [variant.Name, Sample.Text(rates[place]), string.Create(CultureInfo.InvariantCulture, $"{Sample.Ratio(rates[place], rates[variant.Name.Contains("verified", StringComparison.Ordinal) ? 1 : 0]):0.00}")]));
    }

    private async Task MeasureListAsync(Report report, int rounds, CancellationToken cancellationToken)
    {
        var bits = new Bitstring(ListEntries);
        var random = new Random(1);
        for (var set = 0; set < ListEntries / 100; set++) bits[random.Next(ListEntries)] = true;
        var times = new List<double>();
        for (var round = 0; round < (10 * rounds) + 5; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var rebuilt = new Bitstring(ListEntries);
            for (var index = 0; index < ListEntries; index++) if (bits[index]) rebuilt[index] = true;
            await SignAsync(StatusListCredential.Build(ListOf("https://issuer.example/status/1", StatusPurposes.Revocation, _edwards.Did, rebuilt)), Cryptosuite.EddsaRdfc2022, _edwards);
            if (round >= 5) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        cancellationToken.ThrowIfCancellationRequested();
        report.Note(string.Create(CultureInfo.InvariantCulture, $"A status list of {ListEntries:N0} entries, 1 % of them set, rebuilt, packed and signed: {Sample.Median(times):0.0} ms ({times.Min():0.0} to {times.Max():0.0})."));
    }

    private static async Task<double> RateAsync(Func<Task> run, TimeSpan duration)
    {
        var (count, started) = (0L, Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            for (var one = 0; one < 16; one++) await run();
            count += 16;
        }

        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<byte[]> SignAsync(byte[] document, Cryptosuite suite, TestSigner signer) => await DataIntegritySigner.SignAsync(document, new ProofOptions(suite, s_now), signer.Key, CancellationToken.None);
}
