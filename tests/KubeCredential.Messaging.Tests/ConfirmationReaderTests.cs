using KubeCredential.Events;
using StackExchange.Redis;

namespace KubeCredential.Messaging.Tests;

public sealed class ConfirmationReaderTests
{
    [Theory]
    [InlineData("applied", "")]
    [InlineData("duplicate", "")]
    [InlineData("dead", "The database refused the event.")]
    [InlineData("discarded", "not ours")]
    public void An_entry_is_read(string outcome, string reason)
    {
        var happened = TestEvents.Issued(version: 3);

        Assert.Equal(happened.Confirmed(outcome, reason), ConfirmationReader.Read(Entry(happened, ("outcome", outcome), ("reason", reason))));
    }

    [Fact]
    public void A_reason_may_be_left_out() =>
        Assert.Equal("", ConfirmationReader.Read(Entry(TestEvents.Issued(), ("reason", null)))?.Reason);

    [Theory]
    [InlineData("eventId", null)]
    [InlineData("eventId", "1")]
    [InlineData("credentialId", null)]
    [InlineData("credentialId", "")]
    [InlineData("version", null)]
    [InlineData("version", "-1")]
    [InlineData("version", "one")]
    [InlineData("time", null)]
    [InlineData("time", "now")]
    [InlineData("group", null)]
    [InlineData("group", "")]
    [InlineData("outcome", null)]
    [InlineData("outcome", "lost")]
    public void What_is_no_confirmation_is_none(string field, string? value) =>
        Assert.Null(ConfirmationReader.Read(Entry(TestEvents.Issued(), (field, value))));

    private static StreamEntry Entry(CredentialEvent happened, params (string Field, string? Value)[] changes)
    {
        var fields = new Dictionary<string, string?>
        {
            ["eventId"] = happened.EventId.ToString(),
            ["credentialId"] = happened.CredentialId.ToString(),
            ["version"] = $"{happened.Version}",
            ["outcome"] = "applied",
            ["group"] = "verification",
            ["worker"] = "test-1",
            ["time"] = "2026-01-31T08:15:30.123Z",
            ["reason"] = "",
        };
        foreach (var (field, value) in changes)
            fields[field] = value;
        return new StreamEntry("1-1", [.. fields.Where(field => field.Value is not null).Select(field => new NameValueEntry(field.Key, field.Value))]);
    }
}
