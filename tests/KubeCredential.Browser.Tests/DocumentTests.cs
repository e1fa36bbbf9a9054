using System.Text;
using System.Text.Json.Nodes;
using KubeCredential.VerifiableCredentials.DataIntegrity;
using KubeCredential.VerifiableCredentials.Dids;
using KubeCredential.VerifiableCredentials.Keys;
using NSec.Cryptography;

namespace KubeCredential.Browser.Tests;

/// <summary>Credentials that prove themselves, of an issuer that nobody here knows, in the verification app.</summary>
public sealed class DocumentTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task An_untrusted_credential_is_valid_once_an_operator_trusts_its_issuer()
    {
        var (did, credential) = await SignedAsync("Ada");
        var page = await NewPageAsync();
        await PasteAsync(page, credential);
        await Expect(Heading(page, "This credential is sound, but its issuer is not trusted here")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Issued by" })).ToContainTextAsync("The name is what the issuer calls itself.");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What was checked" }).GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        Assert.Empty((await AxeScan.RunAsync(page)).Violations);

        await page.GotoAsync(Issuance("/operations/trusted-issuers"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Trust an issuer" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Trust an issuer" });
        await dialog.GetByLabel("DID").FillAsync(did);
        await dialog.GetByLabel("Name").FillAsync("Foreign College");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Trust an issuer" }).ClickAsync();
        await Expect(page.GetByText(did)).ToBeVisibleAsync();

        await PasteAsync(page, credential);
        await Expect(Heading(page, "This credential is valid")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Issued by" })).ToContainTextAsync("Foreign College");
        await PasteAsync(page, credential.Replace("Ada", "Eve", StringComparison.Ordinal));
        await Expect(Heading(page, "This credential does not prove that its issuer signed it")).ToBeVisibleAsync();
        await Expect(page.GetByText("Eve")).ToHaveCountAsync(0);

        await page.GotoAsync(Issuance("/operations/trusted-issuers"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Foreign College" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Expect(page.GetByText("No trusted issuers yet")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_badge_baked_into_an_SVG_is_read_in_German_too()
    {
        var (_, credential) = await SignedAsync("Ada");
        var svg = $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><openbadges:credential><![CDATA[{credential}]]></openbadges:credential></svg>""";
        var page = await OpenVerificationAsync("/", new() { Locale = "de-DE" });
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Dateien oder Bilder wählen" }).ClickAsync());
        await chooser.SetFilesAsync(new FilePayload { Name = "badge.svg", MimeType = "image/svg+xml", Buffer = Encoding.UTF8.GetBytes(svg) });
        await Expect(Heading(page, "Dieser Nachweis ist in Ordnung, aber seinem Aussteller wird hier nicht vertraut")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Was darin steht" })).ToContainTextAsync("Ada");
    }

    private async Task PasteAsync(IPage page, string text)
    {
        await page.GotoAsync(Verification("/"));
        await page.GetByLabel("What do you want to verify?").FillAsync(text);
        await Expect(page.GetByText("This is a credential that carries its own signature. It is verified whoever issued it.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).ClickAsync();
    }

    private static async Task<(string Did, string Credential)> SignedAsync(string name)
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        var did = DidKey.Of(VerificationKey.Create(KeyAlgorithm.Ed25519, key.PublicKey.Export(KeyBlobFormat.RawPublicKey)));
        var credential = new JsonObject
        {
            ["@context"] = new JsonArray("https://www.w3.org/ns/credentials/v2"),
            ["id"] = $"urn:uuid:{Guid.NewGuid()}",
            ["type"] = new JsonArray("VerifiableCredential"),
            ["issuer"] = new JsonObject { ["id"] = did, ["name"] = "College of Strangers" },
            ["validFrom"] = "2026-01-01T00:00:00Z",
            ["credentialSubject"] = new JsonObject { ["name"] = name },
        };
        var signed = await DataIntegritySigner.SignAsync(
            Encoding.UTF8.GetBytes(credential.ToJsonString()), new ProofOptions(Cryptosuite.EddsaRdfc2022, new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero)),
            new SigningKey("key", KeyAlgorithm.Ed25519, $"{did}#{did["did:key:".Length..]}", new Signer(key)), Cancel);
        return (did, Encoding.UTF8.GetString(signed));
    }

    private sealed class Signer(Key key) : ICredentialSigner
    {
        public ValueTask<byte[]> SignAsync(string keyId, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.FromResult(SignatureAlgorithm.Ed25519.Sign(key, data.Span));
    }
}
