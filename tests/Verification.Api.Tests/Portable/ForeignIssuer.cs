using System.Buffers.Text;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NSec.Cryptography;

namespace Verification.Api.Tests.Portable;

/// <summary>Somebody else's issuer: a server on this machine with a DID document and status lists, and a key that signs.</summary>
internal sealed class ForeignIssuer : ICredentialSigner, IAsyncDisposable
{
    private const int ListBytes = 131_072 / 8;

    private readonly WebApplication _app;
    private readonly Key _key = Key.Create(SignatureAlgorithm.Ed25519);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    private ForeignIssuer(WebApplication app) => _app = app;

    /// <summary>What the server answers, by path.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Answers { get; } = new(StringComparer.Ordinal);

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Another DID and the address that it stands for, where this server plays an issuance service.</summary>
    public (string Did, string Address)? Public { get; set; }

    public string Did => Public?.Did ?? $"did:web:localhost%3A{Port}";

    public string KeyId => $"{Did}#key-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ForeignIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var issuer = new ForeignIssuer(app);
        app.Run(context =>
        {
            var path = context.Request.Path.Value!;
            issuer._asked.AddOrUpdate(path, 1, static (_, count) => count + 1);
            if (issuer.Answers.TryGetValue(path, out var answer)) return answer(context);
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await app.StartAsync(Token);
        issuer.Publish(issuer.DidDocument());
        return issuer;
    }

    /// <summary>How often a path was asked for.</summary>
    public int Asked(string path) => _asked.GetValueOrDefault(path);

    public string At(string path) => $"{Public?.Address ?? $"http://localhost:{Port}"}{path}";

    /// <summary>The DID document with this issuer's key.</summary>
    public JsonObject DidDocument(string? keyId = null) => new()
    {
        ["@context"] = new JsonArray("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"),
        ["id"] = Did,
        ["verificationMethod"] = new JsonArray(new JsonObject
        {
            ["id"] = keyId ?? KeyId,
            ["type"] = "Multikey",
            ["controller"] = Did,
            ["publicKeyMultibase"] = Multikey.Format(VerificationKey.Create(KeyAlgorithm.Ed25519, _key.PublicKey.Export(KeyBlobFormat.RawPublicKey))),
        }),
        ["assertionMethod"] = new JsonArray(keyId ?? KeyId),
        ["authentication"] = new JsonArray(keyId ?? KeyId),
    };

    public void Publish(JsonObject didDocument) => Answer("/.well-known/did.json", didDocument.ToJsonString(), "application/did+ld+json");

    public void Answer(string path, string text, string type = "application/vc") => Answers[path] = context =>
    {
        context.Response.ContentType = type;
        context.Response.Headers.CacheControl = "max-age=1";
        return context.Response.WriteAsync(text);
    };

    /// <summary>A credential that is not signed yet.</summary>
    public JsonObject Credential(string? status = null, int? index = null, string purpose = "revocation")
    {
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = $"urn:uuid:{Guid.NewGuid()}",
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = new JsonObject { ["id"] = Did, ["name"] = "Foreign University" },
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject { ["id"] = "did:example:ada", ["name"] = "Ada" },
        };
        if (status is not null) credential["credentialStatus"] = Entry(status, index ?? 7, purpose);
        return credential;
    }

    public JsonObject Entry(string path, JsonNode index, string purpose = "revocation") => new()
    {
        ["type"] = "BitstringStatusListEntry",
        ["statusPurpose"] = purpose,
        ["statusListIndex"] = index is JsonValue value && value.TryGetValue<int>(out var number) ? number.ToString() : index.DeepClone(),
        ["statusListCredential"] = At(path),
    };

    /// <summary>Publishes a status list with these bits set.</summary>
    public async Task PublishListAsync(string path, IEnumerable<int> set, string purpose = "revocation", string validFrom = "2026-01-01T00:00:00Z", string? validUntil = null, int bytes = ListBytes)
    {
        var bits = new byte[bytes];
        foreach (var index in set) bits[index / 8] |= (byte)(0x80 >> (index % 8));
        using var packed = new MemoryStream();
        await using (var packing = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await packing.WriteAsync(bits, Token);
        var list = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = At(path),
            ["type"] = new JsonArray("VerifiableCredential", "BitstringStatusListCredential"),
            ["issuer"] = Did,
            ["validFrom"] = validFrom,
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = $"{At(path)}#list",
                ["type"] = "BitstringStatusList",
                ["statusPurpose"] = purpose,
                ["encodedList"] = $"u{Base64Url.EncodeToString(packed.ToArray())}",
                ["ttl"] = 1,
            },
        };
        if (validUntil is not null) list["validUntil"] = validUntil;
        Answer(path, await SignAsync(list));
    }

    public async Task<string> SignAsync(JsonNode document, ProofOptions? options = null, string? keyId = null) => Encoding.UTF8.GetString(await DataIntegritySigner.SignAsync(
        Encoding.UTF8.GetBytes(document.ToJsonString()), options ?? new ProofOptions(Cryptosuite.EddsaJcs2022, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)),
        new SigningKey("key", KeyAlgorithm.Ed25519, keyId ?? KeyId, this), Token));

    public ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.FromResult(SignatureAlgorithm.Ed25519.Sign(_key, data.Span));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }
}
