using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.Hosting;
using KubeCredential.Text;

namespace Verification.Api.Credentials;

/// <summary>Writes a <see cref="VerificationDocument"/> around the stored JSON text, without building that text's objects.</summary>
/// <param name="known">What is known of the credential.</param>
/// <param name="differences">Where the shown credential differs, or null where none was shown.</param>
/// <param name="now">The moment of the check.</param>
internal sealed class VerificationResult(KnownCredential known, IReadOnlyList<DifferenceDocument>? differences, DateTimeOffset now) : IResult
{
    private const int WarningDays = 30;
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly int? _daysLeft = known.ExpiryDate is { } lastDay ? lastDay.DayNumber - DateOnly.FromDateTime(now.UtcDateTime).DayNumber : null;

    /// <summary>Whether the last day has passed.</summary>
    public bool IsExpired => _daysLeft < 0;

    /// <summary>Whether what was shown differs from what was issued.</summary>
    public bool IsDifferent => differences is { Count: > 0 };

    private string Message =>
        IsDifferent ? "This credential differs from what was issued here."
        : IsExpired ? $"This credential expired on {Rfc3339.Format(known.ExpiryDate!.Value)}."
        : "This credential is valid.";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        httpContext.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(httpContext.Response.BodyWriter, Options))
        {
            json.WriteStartObject();
            json.WriteBoolean("success", true);
            json.WriteString("message", Message);
            json.WritePropertyName("credential");
            json.WriteRawValue(known.Json, skipInputValidation: true);
            json.WriteString("workerId", WorkerIdentity.Id);
            json.WriteString("timestamp", Rfc3339.Format(now));
            json.WriteBoolean("isValid", !IsDifferent && !IsExpired);
            json.WriteString("syncedAt", Rfc3339.Format(known.AppliedAt));
            WriteChecks(json, known.Issuer);
            json.WriteEndObject();
        }

        await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private void WriteChecks(Utf8JsonWriter json, string? issuer)
    {
        json.WriteStartArray("checks");
        Write(json, CheckDocument.Known, CheckDocument.Pass, "This verifier knows the credential.");

        var (content, contentDetail) = differences switch
        {
            null => (CheckDocument.Unchecked, "Only an id was given, so there is no content to compare."),
            { Count: 0 } => (CheckDocument.Pass, "The content is what was issued."),
            { Count: 1 } => (CheckDocument.Fail, "The content differs from what was issued in 1 place."),
            { Count: >= ContentCheck.MaxDifferences } => (CheckDocument.Fail, string.Create(CultureInfo.InvariantCulture, $"The content differs from what was issued in {ContentCheck.MaxDifferences} places or more.")),
            _ => (CheckDocument.Fail, string.Create(CultureInfo.InvariantCulture, $"The content differs from what was issued in {differences.Count} places.")),
        };
        Write(json, CheckDocument.Content, content, contentDetail, differences);

        var lastDay = known.ExpiryDate is { } day ? Rfc3339.Format(day) : "";
        var (expiry, expiryDetail) = _daysLeft switch
        {
            null => (CheckDocument.Pass, "It does not expire."),
            < 0 => (CheckDocument.Fail, $"It expired on {lastDay}."),
            0 => (CheckDocument.Warning, $"It expires today, {lastDay}."),
            < WarningDays => (CheckDocument.Warning, $"It expires soon: its last day is {lastDay}."),
            _ => (CheckDocument.Pass, $"It is valid up to {lastDay}."),
        };
        Write(json, CheckDocument.Expiry, expiry, expiryDetail);

        if (issuer is null) Write(json, CheckDocument.Issuer, CheckDocument.Unchecked, "The credential does not say who issued it.");
        else if (differences?.Any(static one => one.Field == "issuerName") == true) Write(json, CheckDocument.Issuer, CheckDocument.Fail, $"It names another issuer; it was issued by {issuer}.");
        else Write(json, CheckDocument.Issuer, CheckDocument.Pass, $"It was issued by {issuer}.");

        Write(json, CheckDocument.Synchronised, CheckDocument.Pass, $"Last synchronised with the issuer at {Rfc3339.Format(known.AppliedAt)}.");
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, string status, string detail, IReadOnlyList<DifferenceDocument>? differences = null)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("status", status);
        json.WriteString("detail", detail);
        if (differences is { Count: > 0 })
        {
            json.WriteStartArray("differences");
            foreach (var difference in differences)
            {
                json.WriteStartObject();
                json.WriteString("field", difference.Field);
                WriteValue(json, "issued", difference.Issued);
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
