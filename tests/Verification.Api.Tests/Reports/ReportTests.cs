using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using KubeCredential.Events;
using KubeCredential.Papers.Tests;
using Verification.Api.Tests.Api;
using Verification.Api.Tests.Portable;
using Verification.Api.Tests.Storage;

namespace Verification.Api.Tests.Reports;

/// <summary>Signed reports of verifications, with Poppler as the referee.</summary>
public abstract partial class ReportTests(StorageServer storage)
{
    private const string Address = "https://verify.example.org";

    private static readonly (string, string)[] s_settings =
    [
        ("Report__KeySecret", "a-secret-for-reports-and-nothing-else"), ("Report__Address", Address), ("Report__Name", "Example Verifier"),
        ("Outbound__AllowHttp", "true"), ("Outbound__AnyPort", "true"), ("Outbound__AllowedNetworks", "127.0.0.0/8,::1/128"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_says_the_verdict_of_the_moment_and_every_replica_signs_it_with_the_published_certificate()
    {
        await using var set = await ServiceSet.StartAsync(await storage.CreateMigratedAsync(), 2, s_settings);
        var (issued, arabic) = (TestEvents.Issued(expiry: "2999-12-31", metadata: """{"grade":"1.3"}"""), TestEvents.Issued(holder: "مُحَمَّد الأنصاري"));
        await set.PublishAsync(issued, arabic);
        foreach (var one in (CredentialEvent[])[issued, arabic]) await set.ArrivedAsync(one);
        await set.HeartbeatAsync(DateTimeOffset.UtcNow);
        await Eventually.TrueAsync(async _ => (await ServiceSet.ReadAsync(await set.VerifyAsync(issued.CredentialId), HttpStatusCode.OK)).GetProperty("asOf").ValueKind == JsonValueKind.String, ServiceSet.Limit, "the heartbeat is heard", Token);

        var pdf = await ReportAsync(set.Http, ById(issued.CredentialId), "language=en&page=Letter");
        var text = await SignedTextAsync(pdf);
        foreach (var said in (string[])["This credential is valid", "Ada Lovelace", "Bachelor of Science", "University of London", issued.CredentialId.ToString("D"), "31 January 2026", "31 December 2999", "Not revoked", "Passed", "Example Verifier", $"{Address}/v/{issued.CredentialId:D}", "UTC", "before the check", "not a credential itself"])
            Assert.Contains(Plain(said), text, StringComparison.Ordinal);
        Assert.Contains("612 x 792", (await Tool.RunAsync(pdf, "pdfinfo", "FILE")).Text, StringComparison.Ordinal);

        // The attached answer is the API's own.
        var answer = await AnswerAsync(pdf);
        Assert.Equal((true, "valid", "Ada Lovelace"), (answer.GetProperty("isValid").GetBoolean(), answer.GetProperty("result").GetString(), answer.GetProperty("credential").GetProperty("holderName").GetString()));
        var now = DateTimeOffset.UtcNow;
        Assert.InRange(answer.GetProperty("timestamp").GetDateTimeOffset(), now.AddMinutes(-2), now.AddSeconds(1));

        // Both replicas sign with the certificate whose fingerprint the report shows and the verifier publishes.
        var other = await ReportAsync(set.Replicas[1].HttpClient, ById(issued.CredentialId), "language=de");
        var published = await set.GetAsync("api/v1/report-certificates");
        Assert.Equal((true, "Example Verifier", $"{Address}/"), (published.GetProperty("offered").GetBoolean(), published.GetProperty("name").GetString(), published.GetProperty("address").GetString()));
        var certificate = Assert.Single(published.GetProperty("certificates").EnumerateArray());
        var fingerprint = certificate.GetProperty("fingerprint").GetString()!;
        using var pem = X509Certificate2.CreateFromPem(certificate.GetProperty("pem").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(pem.RawData)), fingerprint);
        var german = await SignedTextAsync(other);
        foreach (var one in (string[])[text, german]) Assert.Contains(fingerprint, one, StringComparison.Ordinal);
        foreach (var one in (byte[][])[pdf, other]) Assert.Contains(Convert.ToHexString(pem.RawData), Encoding.Latin1.GetString(one), StringComparison.Ordinal);
        foreach (var said in (string[])["Prüfbericht", "Dieser Nachweis ist gültig", "31. Dezember 2999", "Nicht widerrufen", "Bestanden", "Der Nachweis ist bis zum 31. Dezember 2999 gültig.", "Ausgestellt von", "Der Nachweis wurde nicht widerrufen."]) Assert.Contains(Plain(said), german, StringComparison.Ordinal);
        var right = await SignedTextAsync(await ReportAsync(set.Http, ById(arabic.CredentialId), "language=ar"));
        foreach (var said in (string[])["تقرير التحقق", "هذه الشهادة صالحة", "مُحَمَّد الأنصاري", "غير ملغاة", "نجح", "لم تُلغَ الشهادة.", fingerprint]) Assert.Contains(Plain(said), right, StringComparison.Ordinal);

        await NotValidAsync(set, issued);
        await DocumentsAsync(set);
        await RotatedAsync(set, issued, fingerprint);
        await RubbishAsync(set, issued);
    }

    [Fact]
    public async Task Without_a_secret_there_are_no_reports()
    {
        await using var set = await ServiceSet.StartAsync(await storage.CreateMigratedAsync(), 1, ("Report__Address", Address));
        var said = await set.PostAsync("api/v1/credentials/report", ById(Guid.NewGuid()), HttpStatusCode.Conflict);
        Assert.Equal("noReports", said.GetProperty("code").GetString());
        foreach (var order in (string[])["rotate", "aa/compromise?reason=a+test"])
            Assert.Equal("noReports", (await set.PostAsync($"admin/report-certificates/{order}", "", HttpStatusCode.Conflict)).GetProperty("code").GetString());
        var published = await set.GetAsync("api/v1/report-certificates");
        Assert.Equal((false, 0), (published.GetProperty("offered").GetBoolean(), published.GetProperty("certificates").GetArrayLength()));
    }

    private static async Task RotatedAsync(ServiceSet set, CredentialEvent issued, string first)
    {
        var rotated = StatesOf(await set.PostAsync("admin/report-certificates/rotate", "", HttpStatusCode.OK));
        Assert.Equal([("active", false), ("retired", false)], rotated.Select(static one => (one.State, one.IsDated)));
        Assert.Equal(first, rotated[1].Fingerprint);
        foreach (var replica in set.Replicas) Assert.Contains(rotated[0].Fingerprint, await SignedTextAsync(await ReportAsync(replica.HttpClient, ById(issued.CredentialId), "language=en")), StringComparison.Ordinal);

        var refused = await set.PostAsync($"admin/report-certificates/{first}/compromise", "", HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.GetProperty("errors").GetProperty("reason")[0].GetString()!);
        await set.PostAsync("admin/report-certificates/00/compromise?reason=a+test", "", HttpStatusCode.NotFound);
        var left = StatesOf(await set.PostAsync($"admin/report-certificates/{rotated[0].Fingerprint.ToUpperInvariant()}/compromise?reason=stolen", "", HttpStatusCode.OK));
        Assert.Equal([("active", false), ("compromised", true), ("retired", false)], left.Select(static one => (one.State, one.IsDated)));
        var again = await set.PostAsync($"admin/report-certificates/{rotated[0].Fingerprint}/compromise?reason=stolen", "", HttpStatusCode.Conflict);
        Assert.Equal("compromised", again.GetProperty("code").GetString());
        foreach (var replica in set.Replicas) Assert.Contains(left[0].Fingerprint, await SignedTextAsync(await ReportAsync(replica.HttpClient, ById(issued.CredentialId), "language=en")), StringComparison.Ordinal);
    }

    private static (string Fingerprint, string State, bool IsDated)[] StatesOf(JsonElement published) =>
        [.. published.GetProperty("certificates").EnumerateArray().Select(static one => (one.GetProperty("fingerprint").GetString()!, one.GetProperty("state").GetString()!, one.GetProperty("compromisedAt").ValueKind == JsonValueKind.String))];

    private static async Task NotValidAsync(ServiceSet set, CredentialEvent issued)
    {
        // An unknown one: said, and nothing more.
        var nobody = Guid.NewGuid();
        var pdf = await ReportAsync(set.Http, ById(nobody), "language=en");
        Assert.Contains(Plain("Credential not found"), await SignedTextAsync(pdf), StringComparison.Ordinal);
        var answer = await AnswerAsync(pdf);
        Assert.Equal((false, "unknown", 10), (answer.GetProperty("isValid").GetBoolean(), answer.GetProperty("result").GetString(), answer.GetProperty("checks").GetArrayLength()));

        // One that is not what was issued borrows no names, and leads to no page on which it would be valid.
        pdf = await ReportAsync(set.Http, $$"""{"credential":{{issued.Credential!.Replace("1.3", "1.0", StringComparison.Ordinal)}}}""", "language=en");
        var text = await SignedTextAsync(pdf);
        Assert.Contains(Plain("This credential does not match what was issued"), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Plain("Ada Lovelace"), text, StringComparison.Ordinal);
        Assert.DoesNotContain("/v/", text, StringComparison.Ordinal);

        // Not recent enough, as the caller asked.
        text = await SignedTextAsync(await ReportAsync(set.Http, $$"""{"id":"{{issued.CredentialId}}","maxAge":"PT0S"}""", "language=en"));
        Assert.Contains(Plain("This result is not recent enough"), text, StringComparison.Ordinal);

        await set.PublishAsync(issued.Then(EventTypes.CredentialRevoked, "fraud"));
        await Eventually.TrueAsync(async _ => (await ServiceSet.ReadAsync(await set.VerifyAsync(issued.CredentialId), HttpStatusCode.OK)).GetProperty("result").GetString() == "revoked", ServiceSet.Limit, "it is revoked", Token);
        text = await SignedTextAsync(await ReportAsync(set.Http, ById(issued.CredentialId), "language=en"));
        foreach (var said in (string[])["This credential has been revoked", "Failed", "Ada Lovelace", "Status since"]) Assert.Contains(Plain(said), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Plain("This credential is valid"), text, StringComparison.Ordinal);

        // In another language nothing is English: what the check found that determines the verdict is said twice, above and with the checks.
        text = await SignedTextAsync(await ReportAsync(set.Http, ById(issued.CredentialId), "language=de"));
        Assert.Equal(3, text.Split(Plain("Grund: Durch Täuschung erlangt.")).Length);
        foreach (var said in (string[])["auf Englisch", "englisch", "revoked", "fraud"]) Assert.DoesNotContain(Plain(said), text, StringComparison.Ordinal);
        var found = (await AnswerAsync(await ReportAsync(set.Http, ById(issued.CredentialId), "language=de"))).GetProperty("checks").EnumerateArray().Single(static one => one.GetProperty("name").GetString() == "revocation");
        Assert.Equal(("revokedOn", "fraud"), (found.GetProperty("code").GetString(), found.GetProperty("arguments")[1].GetString()));
    }

    private static async Task DocumentsAsync(ServiceSet set)
    {
        await using var issuer = await ForeignIssuer.StartAsync();
        var document = await issuer.SignAsync(issuer.Credential());
        var pdf = await ReportAsync(set.Http, $$"""{"verifiableCredential":{{document}}}""", "language=en");
        var text = await SignedTextAsync(pdf);
        foreach (var said in (string[])["This credential is sound, but its issuer is not trusted here", "Unchanged since it was signed", "Ada", issuer.Did]) Assert.Contains(Plain(said), text, StringComparison.Ordinal);
        Assert.DoesNotContain(Plain("Foreign University"), text, StringComparison.Ordinal); // Anybody can give themselves a name.
        Assert.Equal("untrusted", (await AnswerAsync(pdf)).GetProperty("result").GetString());

        text = await SignedTextAsync(await ReportAsync(set.Http, document.Replace("\"Ada\"", "\"Eve\"", StringComparison.Ordinal), "language=de"));
        Assert.Contains(Plain("Dieser Nachweis belegt nicht, dass sein Aussteller ihn signiert hat"), text, StringComparison.Ordinal);
        foreach (var said in (string[])["Die Signatur passt nicht", "Das wurde nicht geprüft, weil nicht sicher ist, dass die Signatur stimmt."]) Assert.Contains(Plain(said), text, StringComparison.Ordinal);
        Assert.DoesNotContain("Eve", text, StringComparison.Ordinal);
    }

    private static async Task RubbishAsync(ServiceSet set, CredentialEvent issued)
    {
        foreach (var (body, query, field) in ((string, string, string)[])
                 [("{", "", "body"), ("[]", "", "body"), ("{}", "", "id"), ("""{"id":"<b>valid</b>"}""", "", "id"), (ById(issued.CredentialId), "?page=A3", "page"), (ById(issued.CredentialId), "?language=not%20a%20tag", "language"), ("""{"id":"x","maxAge":"P1M"}""", "", "maxAge")])
        {
            var said = await set.PostAsync($"api/v1/credentials/report{query}", body, HttpStatusCode.BadRequest);
            Assert.Contains(said.GetProperty("errors").EnumerateObject(), one => one.Name.Contains(field, StringComparison.Ordinal));
        }

        using var picture = new ByteArrayContent([1, 2, 3]);
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        await ServiceSet.ReadAsync(await set.Http.PostAsync(new Uri("api/v1/credentials/report", UriKind.Relative), picture, Token), HttpStatusCode.BadRequest);
        using var text = new StringContent("id", Encoding.UTF8, "text/plain");
        await ServiceSet.ReadAsync(await set.Http.PostAsync(new Uri("api/v1/credentials/report", UriKind.Relative), text, Token), HttpStatusCode.UnsupportedMediaType);
        await set.PostAsync("api/v1/credentials/report", $$"""{"id":"{{new string('x', 1_500_000)}}"}""", HttpStatusCode.RequestEntityTooLarge);

        // A name for which there is no glyph: said, rather than another name.
        await using var issuer = await ForeignIssuer.StartAsync();
        var credential = issuer.Credential();
        credential["credentialSubject"]!["name"] = "\U00012000";
        var missing = await set.PostAsync("api/v1/credentials/report", await issuer.SignAsync(credential), HttpStatusCode.Conflict);
        Assert.Equal(("missingCharacter", "U+12000", "holderName"), (missing.GetProperty("code").GetString(), missing.GetProperty("character").GetString(), missing.GetProperty("field").GetString()));
    }

    private static string ById(Guid id) => $$"""{"id":"{{id:D}}"}""";

    private static async Task<byte[]> ReportAsync(HttpClient http, string body, string query)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"api/v1/credentials/report?{query}", UriKind.Relative), content, Token);
        var pdf = await answer.Content.ReadAsByteArrayAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, Encoding.UTF8.GetString(pdf));
        Assert.Equal(("application/pdf", true), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.CacheControl!.NoStore));
        Assert.Matches("^\"?verification-report-[0-9]{8}-[0-9]{6}\\.pdf\"?$", answer.Content.Headers.ContentDisposition?.FileName);
        return pdf;
    }

    /// <summary>The text of a report whose signature others find valid over all of it.</summary>
    private static async Task<string> SignedTextAsync(byte[] pdf)
    {
        var said = (await Tool.RunAsync(pdf, "pdfsig", "FILE")).Text;
        foreach (var one in (string[])["Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "Example Verifier"]) Assert.Contains(one, said, StringComparison.Ordinal);
        return Plain((await Tool.RunAsync(pdf, "pdftotext", "FILE", "-")).Text);
    }

    private static async Task<JsonElement> AnswerAsync(byte[] pdf) => JsonElement.Parse((await Tool.RunAsync(pdf, "pdfdetach", "-save", "1", "-o", "OUT", "FILE")).Written);

    /// <summary>Without what readers add: spaces at line breaks, and marks of direction.</summary>
    private static string Plain(string text) => Added().Replace(text.Normalize(NormalizationForm.FormC), "");

    [GeneratedRegex(@"[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]")]
    private static partial Regex Added();
}

public sealed class ReportOnSqliteTests(SqliteStorage storage) : ReportTests(storage);

public sealed class ReportOnPostgresTests(PostgresStorage storage) : ReportTests(storage);
