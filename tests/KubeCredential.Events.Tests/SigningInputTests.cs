using System.Text;

namespace KubeCredential.Events.Tests;

/// <summary>What is signed, byte for byte: signatures of years ago must stay checkable.</summary>
public sealed class SigningInputTests
{
    private const string Status = """{"state":"active","since":"2026-01-31T08:15:30.123Z"}""";
    private static readonly Guid s_event = new("0197a3c2-8f6e-7a1b-9c3d-2e4f5a6b7c8d");
    private static readonly Guid s_credential = new("0197a3c2-8f6e-7a1b-9c3d-aaaaaaaaaaaa");
    private static readonly DateTimeOffset s_time = new(2026, 1, 31, 9, 15, 30, 123, TimeSpan.FromHours(1));
    private static readonly string s_hash = new('a', 64);

    [Fact]
    public void An_event_is_signed_line_by_line() => Assert.Equal(
        $"""
        kubecredential-event-v1
        0197a3c2-8f6e-7a1b-9c3d-2e4f5a6b7c8d
        CREDENTIAL_ISSUED
        0197a3c2-8f6e-7a1b-9c3d-aaaaaaaaaaaa
        7
        2026-01-31T08:15:30.123Z
        {s_hash}
        ed0f81fcf5dd0a6f96bb0a52e71b31d77e4799cb167a035c349edf4173ee44ea
        """,
        Encoding.ASCII.GetString(Input()));

    [Fact]
    public void A_heartbeat_never_passes_for_an_event() =>
        Assert.StartsWith("kubecredential-heartbeat-v1\n", Encoding.ASCII.GetString(SigningInput.OfHeartbeat("{}")), StringComparison.Ordinal);

    [Fact]
    public void Every_part_counts()
    {
        byte[][] inputs =
        [
            Input(), Input(eventId: Guid.Empty), Input(eventType: "CREDENTIAL_REVOKED"), Input(credentialId: Guid.Empty), Input(version: 8), Input(time: s_time.AddMilliseconds(1)),
            Input(contentHash: new('b', 64)), Input(status: Status + " "),
        ];
        Assert.Equal(inputs.Length, inputs.Select(Convert.ToHexString).Distinct().Count());
    }

    [Theory]
    [InlineData("CREDENTIAL\nISSUED")]
    [InlineData("credential_issued")]
    [InlineData("CREDENTIAL ISSUED")]
    [InlineData("ÄNDERUNG")]
    public void A_type_that_could_move_a_line_is_refused(string eventType) => Assert.Throws<EventFormatException>(() => Input(eventType: eventType));

    [Fact]
    public void A_status_member_of_a_later_version_stays_signed()
    {
        var later = Status.Replace("}", ",\"appeal\":\"open\"}", StringComparison.Ordinal);
        var issued = TestEvents.Issued();
        var sent = issued.ToJson().Replace(issued.StatusJson, later, StringComparison.Ordinal);

        var received = CredentialEvent.Parse(sent);

        Assert.Equal(later, received.StatusJson);
        Assert.Equal(sent, received.ToJson());
    }

    private static byte[] Input(
        Guid? eventId = null, string eventType = EventTypes.CredentialIssued, Guid? credentialId = null, int version = 7, DateTimeOffset? time = null, string? contentHash = null, string status = Status) =>
        SigningInput.Of(eventId ?? s_event, eventType, credentialId ?? s_credential, version, time ?? s_time, contentHash ?? s_hash, status);
}
