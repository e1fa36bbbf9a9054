using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.ServiceDefaults;

namespace Verification.Api.Credentials;

/// <summary>Writes a <see cref="VerificationDocument"/> around the stored JSON text, without reading that text.</summary>
internal sealed class VerificationResult(VerificationStore.Known known, bool isValid, string message, DateTimeOffset now) : IResult
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("success", true);
            json.WriteString("message", message);
            json.WritePropertyName("credential");
            json.WriteRawValue(known.Credential, skipInputValidation: true);
            json.WriteString("workerId", WorkerIdentity.Id);
            json.WriteString("timestamp", Rfc3339.Format(now));
            json.WriteBoolean("isValid", isValid);
            json.WriteString("syncedAt", Rfc3339.Format(known.AppliedAt));
            json.WriteEndObject();
        }

        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
