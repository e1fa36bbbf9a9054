using System.Buffers;
using System.Text.Json;
using KubeCredential.Text;
using KubeCredential.VerifiableCredentials.Json;
using KubeCredential.VerifiableCredentials.JsonLd;

namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>Credentials that hold status lists (W3C Bitstring Status List 1.0, section 2.2).</summary>
public static class StatusListCredential
{
    internal const string Type = "BitstringStatusListCredential";

    /// <summary>The credential of a list, to be signed as any other.</summary>
    /// <returns>JSON in UTF-8, without a proof.</returns>
    public static byte[] Build(StatusListContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, JsonDocuments.Compact))
        {
            json.WriteStartObject();
            json.WriteStartArray("@context");
            json.WriteStringValue(BundledContexts.CredentialsV2);
            json.WriteEndArray();
            json.WriteString("id", content.Address);
            json.WriteStartArray("type");
            json.WriteStringValue("VerifiableCredential");
            json.WriteStringValue(Type);
            json.WriteEndArray();
            json.WriteString("issuer", content.Issuer);
            json.WriteString("validFrom", Rfc3339.Format(content.ValidFrom));
            json.WriteString("validUntil", Rfc3339.Format(content.ValidUntil));
            json.WriteStartObject("credentialSubject");
            json.WriteString("id", $"{content.Address}#list");
            json.WriteString("type", "BitstringStatusList");
            json.WriteString("statusPurpose", content.Purpose);
            json.WriteString("encodedList", content.Bits.Encode());
            json.WriteNumber("ttl", (long)content.Ttl.TotalMilliseconds);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The list in a credential whose proof has been checked.</summary>
    /// <param name="document">The credential.</param>
    /// <param name="address">The address from which it came.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="validUntil">Until when it is valid.</param>
    /// <param name="now">The time.</param>
    /// <param name="limits">What it may cost.</param>
    internal static VerifiedStatusList Read(JsonElement document, string address, string issuer, DateTimeOffset? validUntil, DateTimeOffset now, CredentialLimits limits)
    {
        if (JsonDocuments.OneOrMany(document, "type").All(static type => type.ValueKind != JsonValueKind.String || type.GetString() != Type)) throw Invalid("The document at the address of the status list is not the credential of one.");
        if (!document.TryGetProperty("credentialSubject", out var subject) || JsonDocuments.Text(subject, "type") != "BitstringStatusList") throw Invalid("The credential does not hold a status list.");
        string[] purposes = [.. JsonDocuments.OneOrMany(subject, "statusPurpose").Where(static purpose => purpose.ValueKind == JsonValueKind.String).Select(static purpose => purpose.GetString()!)];
        if (purposes.Length == 0) throw Invalid("The status list has no purpose.");
        var bits = Bitstring.Decode(JsonDocuments.Text(subject, "encodedList") ?? throw Invalid("The status list has no bits."), limits);
        var freshUntil = now + TtlOf(subject);
        return new VerifiedStatusList(address, issuer, purposes, bits, validUntil < freshUntil ? validUntil.Value : freshUntil, validUntil);
    }

    private static TimeSpan TtlOf(JsonElement subject)
    {
        const double DefaultMilliseconds = 300_000; // Section 2.2.
        const double MostMilliseconds = 86_400_000; // However long it may be used: a revocation must become known some time.
        if (!subject.TryGetProperty("ttl", out var ttl)) return TimeSpan.FromMilliseconds(DefaultMilliseconds);
        if (ttl.ValueKind != JsonValueKind.Number || ttl.GetDouble() is not (>= 0 and var milliseconds)) throw Invalid("The 'ttl' of the status list is not a number of milliseconds.");
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, MostMilliseconds));
    }

    private static CredentialException Invalid(string message) => new(CredentialError.InvalidStatusList, message, "/credentialSubject");
}
