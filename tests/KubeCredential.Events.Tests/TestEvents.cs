using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KubeCredential.Events.Tests;

/// <summary>Events as the issuance service writes them.</summary>
internal static class TestEvents
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static DateTimeOffset Time { get; } = new(2026, 1, 31, 8, 15, 30, 123, TimeSpan.Zero);

    public static CredentialEvent Issued(
        Guid? credentialId = null, int version = 1, string holder = "Ada Lovelace", string? expiry = null, string metadata = "null", int retryCount = 0, int maxRetries = 5)
    {
        var id = credentialId ?? Guid.CreateVersion7();
        return Hashed(new CredentialEvent(
            EventTypes.CredentialIssued, Guid.CreateVersion7(), Time, version, retryCount, maxRetries, $"correlation-{version}", id, Credential(id, holder, expiry, metadata)));
    }

    /// <summary>The event with the salted hash of its content.</summary>
    public static CredentialEvent Hashed(CredentialEvent happened)
    {
        var salt = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(ContentHash.SaltBytes));
        return happened with { ContentSalt = salt, ContentHash = ContentHash.Of(salt, happened.Credential!) };
    }

    /// <summary>The next event in a credential's life.</summary>
    public static CredentialEvent Then(this CredentialEvent before, string eventType, string? reason = null, DateTimeOffset? since = null, Guid? supersededBy = null)
    {
        var next = before with
        {
            EventType = eventType,
            EventId = Guid.CreateVersion7(),
            Timestamp = before.Timestamp.AddMinutes(1),
            Version = before.Version + 1,
            Status = new CredentialStatus(EventTypes.StateAfter(eventType)!, since ?? before.Timestamp.AddMinutes(1), reason, SupersededBy: supersededBy),
        };
        return eventType == EventTypes.CredentialErased ? next.WithoutContent() : next;
    }

    public static string Credential(Guid id, string holder = "Ada Lovelace", string? expiry = null, string metadata = "null", string? validFrom = null) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        {"id":"{{id}}","holderName":{{Text(holder)}},"credentialType":"Bachelor of Science","issueDate":"2026-01-31",{{(validFrom is null ? "" : $"\"validFrom\":\"{validFrom}\",")}}"expiryDate":{{Text(expiry)}},"issuerName":"University of London","metadata":{{metadata}},"workerId":"test-1","timestamp":"2026-01-31T08:15:30.123Z","issuedBy":"worker-test-1"}
        """);

    /// <summary>An object nested this many levels, itself included.</summary>
    public static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels - 1)) + "{}" + new string('}', levels - 1);

    private static string Text(string? text) => JsonSerializer.Serialize(text, s_readable);
}
