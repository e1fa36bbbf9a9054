using System.Text;
using Verification.Api.Credentials;

namespace Verification.Api.Tests.Credentials;

/// <summary>What is read from requests and from announcements.</summary>
public sealed class VerificationQuestionTests
{
    private const string Id = "01890a5d-ac96-774b-bcce-b302099a8057";

    [Theory]
    [InlineData("PT30S", 30)]
    [InlineData("PT1M", 60)]
    [InlineData("PT0.5S", 0.5)]
    [InlineData("P1DT2H3M4S", 93784)]
    [InlineData("P365D", 31536000)]
    [InlineData("PT0S", 0)]
    public void A_maximum_age_is_a_duration(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{"id":"{{Id}}","maxAge":"{{text}}"}""").MaxAge);
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read($$"""{"credential":{"id":"{{Id}}"},"maxAge":"{{text}}"}""").MaxAge);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"P\"")]
    [InlineData("\"PT\"")]
    [InlineData("\"30\"")]
    [InlineData("\"PT30\"")]
    [InlineData("\"-PT30S\"")]
    [InlineData("\"P1Y\"")]
    [InlineData("\"P1M\"")]
    [InlineData("\"P1MT1S\"")]
    [InlineData("\"P1W\"")]
    [InlineData("\"P366D\"")]
    [InlineData("\"P365DT1S\"")]
    [InlineData("\"PT99999999999999999999S\"")]
    [InlineData("\" PT30S\"")]
    [InlineData("\"PT30S\\n\"")]
    [InlineData("\"00:00:30\"")]
    [InlineData("\"PT0000000000000000000000000000000000000030S\"")]
    [InlineData("30")]
    [InlineData("{}")]
    public void What_is_no_duration_or_has_no_certain_length_is_named(string value) => Assert.Equal(["maxAge"], Read($$"""{"id":"{{Id}}","maxAge":{{value}}}""").Errors!.Keys);

    [Fact]
    public void Without_a_maximum_age_any_age_will_do()
    {
        Assert.Equal((null, null), Read($$"""{"id":"{{Id}}","maxAge":null}""") is var read ? (read.MaxAge, read.Errors) : default);
        Assert.Null(Read($$"""{"id":"{{Id}}"}""").MaxAge);
    }

    /// <summary>As an erased credential, which the issuer shows with hardly anything else.</summary>
    [Fact]
    public void A_status_beside_an_id_makes_it_a_whole_credential() =>
        Assert.NotNull(Read($$"""{"id":"{{Id}}","status":{"state":"active"},"version":2}""").Shown);

    [Fact]
    public void An_announcement_names_its_credential_and_version()
    {
        var happened = TestEvents.Issued(version: 7);

        Assert.Equal(new EventMention(happened.CredentialId, 7), Mention(happened.ToJson()));
        Assert.Equal(new EventMention(happened.CredentialId, 7), Mention(happened.WithoutContent().ToJson()));
        Assert.Equal(new EventMention(happened.CredentialId, 7), Mention(happened.ToJson().Replace("credentialId", "other", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("rubbish")]
    [InlineData("{")]
    [InlineData("[[[[")]
    [InlineData("""{"version":1.5,"credentialId":7}""")]
    [InlineData("""{"version":99999999999,"credentialId":"\ud800"}""")]
    [InlineData("""{"credential":{"metadata":{"id":"01890a5d-ac96-774b-bcce-b302099a8057","version":2}}}""")]
    public void An_announcement_that_is_rubbish_names_nothing(string text) => Assert.Equal(default, Mention(text));

    [Fact]
    public void What_is_cut_off_or_too_long_is_read_as_far_as_it_goes()
    {
        var json = TestEvents.Issued(version: 7, metadata: $"{{\"a\":\"{new string('x', 600_000)}\"}}").ToJson();

        Assert.NotNull(Mention(json).CredentialId);
        Assert.Equal(7, Mention(json[..200]).Version);
        Assert.Equal(default, EventMention.Read([0xff, 0xfe, 0x00]));
    }

    [Fact]
    public void Announced_versions_are_remembered_up_to_a_number_and_only_rise()
    {
        var versions = new AnnouncedVersions(3);
        var ids = Enumerable.Range(0, 5).Select(static _ => Guid.NewGuid()).ToArray();
        foreach (var id in ids)
        {
            versions.Add(id, 3);
            versions.Add(id, 2);
        }

        Assert.Equal([0, 0, 3, 3, 3], ids.Select(versions.Of));
        Assert.Equal(3, versions.Count);
    }

    private static VerificationQuestion Read(string body) => VerificationQuestion.Read(Encoding.UTF8.GetBytes(body));

    private static EventMention Mention(string json) => EventMention.Read(Encoding.UTF8.GetBytes(json));
}
