using System.Text.Json;
using KubeCredential.Administration;
using KubeCredential.Events;
using KubeCredential.Messaging;
using StackExchange.Redis;
using Verification.Api.Credentials.Checks;
using Verification.Api.Projection;

namespace KubeCredential.Fuzz.Tests;

/// <summary>What was found by fuzzing and by reading for it, each with an input that showed it.</summary>
public sealed class FoundTests
{
    /// <summary>Such a credential was applied, and every question about it was answered 500.</summary>
    [Theory]
    [InlineData("\"UoL\"", "\"\\ud800\"")]
    [InlineData("\"First\"", "\"\\udc00x\"")]
    [InlineData("\"grade\"", "\"\\ud800\"")]
    public void An_event_with_half_a_surrogate_pair_anywhere_in_the_credential_is_refused(string from, string to)
    {
        Assert.Contains(from, Hostile.Event, StringComparison.Ordinal);

        Assert.Throws<EventFormatException>(() => ProjectionSteps.ChangeOf(Hostile.Hashed(CredentialEvent.Parse(Hostile.Event.Replace(from, to, StringComparison.Ordinal)))));
    }

    [Fact]
    public void A_whole_surrogate_pair_is_taken() =>
        Assert.Equal("Zoë", ProjectionSteps.ChangeOf(Hostile.Hashed(CredentialEvent.Parse(Hostile.Event.Replace("\"First\"", "\"\\ud83d\\ude00\"", StringComparison.Ordinal)))).HolderName);

    /// <summary>The credential itself was told to differ from what was issued.</summary>
    [Fact]
    public void A_credential_with_a_property_of_a_later_version_is_the_same_as_itself()
    {
        var issued = JsonElement.Parse(Hostile.Credential.Replace("\"issuedBy\"", "\"later\":{\"a\":1},\"issuedBy\"", StringComparison.Ordinal));

        Assert.Empty(ContentComparison.Compare(issued, issued));
        Assert.Equal("later", Assert.Single(ContentComparison.Compare(JsonElement.Parse(Hostile.Credential), issued)).Field);
    }

    /// <summary>It was answered 500: a null among the ids went all the way to the look-up.</summary>
    [Fact]
    public void A_null_among_the_ids_to_reprocess_is_named()
    {
        Assert.Equal(["ids"], ReprocessRequest.Check(new ReprocessRequest(["a", null!])).Keys);
        Assert.Empty(ReprocessRequest.Check(new ReprocessRequest(["a"])));
        Assert.Empty(ReprocessRequest.Check(null));
    }

    /// <summary>One more attempt than these was a negative number: the event was tried again when it should have been given up.</summary>
    [Fact]
    public void A_count_of_attempts_that_cannot_be_raised_is_not_taken()
    {
        Assert.Throws<EventFormatException>(() => CredentialEvent.Parse(Hostile.Event.Replace("\"retryCount\":0", "\"retryCount\":2147483647", StringComparison.Ordinal)));
        Assert.Equal(2147483646, CredentialEvent.Parse(Hostile.Event.Replace("\"retryCount\":0", "\"retryCount\":2147483646", StringComparison.Ordinal)).RetryCount);
        Assert.Null(EventInbox.Read(new StreamEntry("1-1", [new("event", ""), new("attempts", "2147483647")])).Attempts);
        Assert.Equal(2147483646, EventInbox.Read(new StreamEntry("1-1", [new("event", ""), new("attempts", "2147483646")])).Attempts);
    }

    [Theory]
    [InlineData("1e999999999", "10e999999998", true)]
    [InlineData("1e999999999", "1e999999998", false)]
    [InlineData("1e-99999999999999999999", "0.1e-99999999999999999998", true)]
    [InlineData("0e999999999", "-0.0", true)]
    public void A_number_with_a_huge_exponent_is_compared_without_being_written_out(string one, string other, bool equal) => Assert.Equal(equal, JsonNumber.AreEqual(one, other));
}
