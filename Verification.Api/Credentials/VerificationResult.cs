using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.Hosting;
using KubeCredential.Text;
using Verification.Api.Credentials.Checks;
using Verification.Api.CredentialTypes;

namespace Verification.Api.Credentials;

/// <summary>Writes a <see cref="VerificationDocument"/> around the stored JSON text, without parsing that text.</summary>
/// <param name="judged">The verdict.</param>
/// <param name="view">How much of it is shown; null for everything.</param>
internal sealed class VerificationResult(Judged judged, CertificateView? view) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.Headers.CacheControl = "no-store";
        Write(httpContext.Response.BodyWriter);
        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>The document: JSON text in UTF-8.</summary>
    public byte[] ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(IBufferWriter<byte> output)
    {
        var (known, verdict, knowledge, issuer, now) = judged;
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteBoolean("success", true);
        json.WriteString("message", verdict.Message);
        json.WritePropertyName("credential");
        if (verdict.IsAuthentic && known.Shown is { } shown) json.WriteRawValue(view?.Credential ?? shown, skipInputValidation: true);
        else json.WriteNullValue();
        json.WriteString("workerId", WorkerIdentity.Id);
        json.WriteString("timestamp", Rfc3339.Format(now));
        json.WriteBoolean("isValid", verdict.IsValid);
        json.WriteString("result", verdict.Outcome);
        json.WritePropertyName("status");
        if (verdict.IsAuthentic) json.WriteRawValue(known.StatusJson, skipInputValidation: true);
        else json.WriteNullValue();
        json.WriteNumber("version", known.Version);
        json.WriteString("syncedAt", Rfc3339.Format(known.AppliedAt));
        json.WriteString("asOf", knowledge.AsOfText);
        json.WritePropertyName("issuer");
        if (issuer is not null) json.WriteRawValue(issuer.Utf8, skipInputValidation: true);
        else json.WriteNullValue();
        WriteChecks(json);
        if (view is not null)
        {
            json.WritePropertyName("certificate");
            JsonSerializer.Serialize(json, view.Certificate, CertificateJson.Relaxed.CertificateDocument);
        }

        json.WriteEndObject();
    }

    private void WriteChecks(Utf8JsonWriter json)
    {
        json.WriteStartArray("checks");
        for (var i = 0; i < judged.Verdict.Results.Count; i++) Write(json, CredentialChecks.All[i].Name, judged.Verdict.Results[i]);
        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, string name, in CheckResult result)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("status", result.Status);
        json.WriteString("detail", result.Detail);
        json.WriteString("code", result.Code);
        if (result.Arguments is { Count: > 0 } arguments)
        {
            json.WriteStartArray("arguments");
            foreach (var argument in arguments) json.WriteStringValue(argument);
            json.WriteEndArray();
        }

        if (result.SupersededBy is { } successor) json.WriteString("supersededBy", successor);
        if (result.Differences is { Count: > 0 } differences)
        {
            json.WriteStartArray("differences");
            foreach (var difference in differences)
            {
                json.WriteStartObject();
                json.WriteString("field", difference.Field);
                WriteValue(json, "issued", view?.Hides(difference.Field) == true ? null : difference.Issued);
                WriteValue(json, "shown", difference.Shown);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, string name, JsonElement? value)
    {
        json.WritePropertyName(name);
        if (value is { } some) some.WriteTo(json);
        else json.WriteNullValue();
    }
}
