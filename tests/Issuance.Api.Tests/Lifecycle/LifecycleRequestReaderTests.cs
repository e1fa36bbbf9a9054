using System.Text;
using Issuance.Api.Lifecycle;

namespace Issuance.Api.Tests.Lifecycle;

/// <summary>Bodies of requests to change a credential: each error names its field.</summary>
public sealed class LifecycleRequestReaderTests
{
    private static readonly DateOnly s_today = new(2026, 11, 29);
    private static readonly Guid s_id = Guid.CreateVersion7();

    [Theory]
    [InlineData("suspend", """{"reason":"fraud"}""")]
    [InlineData("suspend", """{"reason":"nonPayment","note":"Since May.\nTwo letters."}""")]
    [InlineData("reinstate", "")]
    [InlineData("reinstate", "{}")]
    [InlineData("reinstate", """{"note":null}""")]
    [InlineData("revoke", """{"reason":"withdrawn"}""")]
    [InlineData("renew", """{"expiryDate":"2026-11-29"}""")]
    [InlineData("renew", """{"expiryDate":"2027-11-29","validFrom":"2026-12-24"}""")]
    [InlineData("replace", """{"reason":"error"}""")]
    [InlineData("replace", """{"reason":"error","holderName":"Ada","credentialType":"BSc","expiryDate":null,"metadata":null,"holderId":null,"holderEmail":"ada@example.org"}""")]
    public void What_is_right_is_read(string action, string body) => Assert.Empty(ErrorsOf(action, body));

    [Theory]
    [InlineData("suspend", "", "body")]
    [InlineData("suspend", "[]", "body")]
    [InlineData("suspend", "{}", "reason")]
    [InlineData("suspend", """{"reason":"Fraud"}""", "reason")]
    [InlineData("suspend", """{"reason":"because"}""", "reason")]
    [InlineData("suspend", """{"reason":7}""", "reason")]
    [InlineData("suspend", """{"reason":"fraud","note":7}""", "note")]
    [InlineData("suspend", """{"reason":"fraud","note":"\u0007"}""", "note")]
    [InlineData("suspend", """{"reason":"fraud","note":"\ud800"}""", "note")]
    [InlineData("suspend", """{"reason":"fraud","expiryDate":"2027-01-01"}""", "expiryDate")]
    [InlineData("suspend", """{"reason":"fraud","Note":"x"}""", "Note")]
    [InlineData("reinstate", """{"reason":"error"}""", "reason")]
    [InlineData("revoke", """{"reason":null}""", "reason")]
    [InlineData("renew", "{}", "expiryDate")]
    [InlineData("renew", """{"expiryDate":"2026-11-28"}""", "expiryDate")]
    [InlineData("renew", """{"expiryDate":"2027-02-30"}""", "expiryDate")]
    [InlineData("renew", """{"expiryDate":"2026-12-01","validFrom":"2026-12-02"}""", "expiryDate")]
    [InlineData("renew", """{"expiryDate":"2090-12-01","validFrom":"2036-11-30"}""", "validFrom")]
    [InlineData("replace", """{"reason":"error","issuerName":"Somebody"}""", "issuerName")]
    [InlineData("replace", """{"reason":"error","holderName":null}""", "holderName")]
    [InlineData("replace", """{"reason":"error","holderName":" "}""", "holderName")]
    [InlineData("replace", """{"reason":"error","holderEmail":"nobody"}""", "holderEmail")]
    [InlineData("replace", """{"reason":"error","validFrom":"2026-11-28"}""", "validFrom")]
    [InlineData("erase", """{"reason":"other"}""", "confirm")]
    [InlineData("erase", """{"reason":"other","confirm":"01890a5d-ac96-774b-bcce-b302099a8057"}""", "confirm")]
    public void What_is_wrong_names_its_field(string action, string body, string field) => Assert.Equal([field], ErrorsOf(action, body).Keys);

    [Fact]
    public void A_note_has_at_most_1000_characters()
    {
        Assert.Empty(ErrorsOf("suspend", $$"""{"reason":"other","note":"{{string.Concat(Enumerable.Repeat("😀", 1000))}}"}"""));
        Assert.Equal(["note"], ErrorsOf("suspend", $$"""{"reason":"other","note":"{{new string('x', 1001)}}"}""").Keys);
    }

    [Fact]
    public void Erasing_is_confirmed_with_the_id() => Assert.Empty(ErrorsOf("erase", $$"""{"reason":"other","confirm":" {{s_id.ToString().ToUpperInvariant()}} "}"""));

    [Theory]
    [InlineData("""{"reason":"fraud","ids":["#"]}""", "action")]
    [InlineData("""{"action":"erase","reason":"fraud","ids":["#"]}""", "action")]
    [InlineData("""{"action":"revoke","reason":"fraud","ids":[]}""", "ids")]
    [InlineData("""{"action":"revoke","reason":"fraud"}""", "ids")]
    [InlineData("""{"action":"revoke","reason":"fraud","ids":["#","#"]}""", "ids[1]")]
    [InlineData("""{"action":"revoke","reason":"fraud","ids":["#","x"]}""", "ids[1]")]
    [InlineData("""{"action":"revoke","ids":["#"]}""", "reason")]
    [InlineData("""{"action":"renew","ids":["#"]}""", "expiryDate")]
    [InlineData("""{"action":"suspend","reason":"other","expiryDate":"2027-01-01","ids":["#"]}""", "expiryDate")]
    public void Many_at_once_are_checked_in_the_same_way(string body, string field)
    {
        var errors = new Dictionary<string, string[]>();

        LifecycleRequestReader.ReadMany(Encoding.UTF8.GetBytes(body.Replace("#", s_id.ToString(), StringComparison.Ordinal)), s_today, errors);

        Assert.Equal([field], errors.Keys);
    }

    [Fact]
    public void At_most_1000_are_changed_at_once()
    {
        foreach (var (count, isRight) in ((int, bool)[])[(1000, true), (1001, false)])
        {
            var ids = string.Join(',', Enumerable.Range(0, count).Select(static _ => $"\"{Guid.CreateVersion7()}\""));
            var errors = new Dictionary<string, string[]>();
            LifecycleRequestReader.ReadMany(Encoding.UTF8.GetBytes($$"""{"action":"reinstate","ids":[{{ids}}]}"""), s_today, errors);
            Assert.Equal(isRight ? [] : ["ids"], errors.Keys);
        }
    }

    private static Dictionary<string, string[]> ErrorsOf(string action, string body)
    {
        var errors = new Dictionary<string, string[]>();
        var order = LifecycleRequestReader.Read(Encoding.UTF8.GetBytes(body), action, s_id, s_today, errors);
        Assert.True(errors.Count > 0 || order is not null);
        return errors;
    }
}
