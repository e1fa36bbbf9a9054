using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using CsCheck;
using Issuance.Api.Credentials;
using Issuance.Api.Lifecycle;
using KubeCredential.Events;
using KubeCredential.Messaging;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;
using StackExchange.Redis;
using Verification.Api.Changes;
using Verification.Api.Credentials;
using Verification.Api.Credentials.Checks;
using Verification.Api.Projection;
using Verification.Api.Signatures;

namespace KubeCredential.Fuzz.Tests;

/// <summary>Everything that reads what others send: it answers, whatever comes, and what it lets through can be used by all that follows.</summary>
public sealed class ReaderFuzzTests
{
    private static readonly DateOnly s_today = new(2026, 3, 14);
    private static readonly JsonElement s_issued = JsonElement.Parse(Hostile.Credential);
    private static readonly JsonSerializerOptions s_moments = new() { Converters = { new Rfc3339Converter() } };

    [Fact]
    public void What_is_taken_as_a_request_to_issue_can_be_written_delivered_and_verified() => Fuzz.Run(Hostile.Spoilt(Hostile.Request), static input =>
    {
        var result = IssueRequestReader.Read(Bytes(input), s_today);
        if (result.Errors.Count > 0)
        {
            Assert.All(result.Errors, static error => Assert.True(UnicodeText.Length(error.Key) <= 61 && error.Value is [{ Length: > 0 }]));
            JsonSerializer.Serialize(result.Errors);
            return;
        }

        var credential = new IssuedContent(
            Guid.CreateVersion7(), result.HolderName, result.CredentialType, s_today, result.ValidFrom, result.ExpiryDate, result.IssuerName, result.Metadata, "w-1", DateTimeOffset.UnixEpoch);
        var json = JsonSerializer.Serialize(credential, CredentialJson.Relaxed.IssuedContent);
        var happened = new CredentialEvent(EventTypes.CredentialIssued, Guid.NewGuid(), credential.Timestamp, 1, 0, 5, "c-1", credential.Id, json);
        var change = ProjectionSteps.ChangeOf(CredentialEvent.Parse(Hostile.Hashed(happened).ToJson()));
        Assert.Equal((result.HolderName, result.CredentialType, result.ExpiryDate), (change.HolderName, change.CredentialType, change.ExpiryDate));
        Assert.Equal(result.IssuerName, Verify(change).Issuer);
    });

    [Fact]
    public void What_is_taken_as_a_request_to_change_has_a_known_reason_and_dates_in_order() =>
        Fuzz.Run(Hostile.Spoilt("""{"reason":"error","note":"Misspelt.","holderName":"Zoë","validFrom":"2027-01-01","expiryDate":"2028-01-01","metadata":{"a":[1]},"holderId":"7","holderEmail":"zoe@example.org"}"""), static input =>
        {
            var errors = new Dictionary<string, string[]>();
            var order = LifecycleRequestReader.Read(Bytes(input), LifecycleAction.Replace, Guid.Empty, s_today, errors);
            if (errors.Count > 0)
            {
                Assert.All(errors, static error => Assert.True(UnicodeText.Length(error.Key) <= 61 && error.Value is [{ Length: > 0 }]));
                return;
            }

            Assert.Contains(order!.Reason, StatusReason.All);
            Assert.True(order.Note is null || UnicodeText.Length(order.Note) <= LifecycleRequestReader.MaxNoteCharacters);
        });

    [Fact]
    public void Requests_about_many_are_taken_or_their_faults_are_named() =>
        Fuzz.Run(Hostile.Spoilt("""{"action":"suspend","reason":"error","ids":["01890a5d-ac96-774b-bcce-b302099a8057","01890a5d-ac96-774b-bcce-b302099a8058"]}"""), static input =>
        {
            var errors = new Dictionary<string, string[]>();
            if (LifecycleRequestReader.ReadMany(Bytes(input), s_today, errors) is var (order, ids) && errors.Count == 0)
            {
                Assert.Contains(order.Action, LifecycleAction.OfMany);
                Assert.Equal(ids.Length, ids.Distinct().Count());
            }
            else
            {
                Assert.NotEmpty(errors);
            }
        });

    [Fact]
    public void A_question_to_verify_is_answered_or_its_fault_is_named() =>
        Fuzz.Run(Hostile.Spoilt($$"""{"credential":{{Hostile.Credential}}}""", """{"id":"01890a5d-ac96-774b-bcce-b302099a8057"}"""), static input =>
        {
            var question = VerificationQuestion.Read(Bytes(input));
            Assert.True(question.Errors is null or { Count: > 0 });
            if (question.Shown is not { } shown) return;
            var differences = ContentComparison.Compare(s_issued, shown);
            Assert.InRange(differences.Count, 0, ContentComparison.MaxDifferences);
            JsonSerializer.Serialize(differences);
            Assert.Empty(ContentComparison.Compare(shown, shown));
        });

    [Fact]
    public void An_entry_of_the_stream_is_an_event_that_can_be_verified_or_is_refused() => Fuzz.Run(Hostile.Spoilt(Hostile.Event), static input =>
    {
        input = AsRedis(input);
        var received = EventInbox.Read(new StreamEntry("1-1", [new("event", input), new("attempts", input), new("firstFailedAt", input), new("retryDelayMs", input), new("traceparent", input)]));
        try
        {
            var happened = CredentialEvent.Parse(received.Json ?? "");
            Assert.Equal(WithoutTimes(happened), WithoutTimes(CredentialEvent.Parse(happened.ToJson())));
            Verify(ProjectionSteps.ChangeOf(Hostile.Hashed(happened)));
        }
        catch (EventFormatException)
        {
            // It becomes a dead letter.
        }
    });

    /// <summary>Times are written in milliseconds, however many digits were read; without a status, its time is the event's.</summary>
    private static CredentialEvent WithoutTimes(CredentialEvent happened) => happened with { Timestamp = default, Status = happened.Status with { Since = default } };

    [Fact]
    public void A_confirmation_or_a_kept_failure_is_read_or_refused() =>
        Fuzz.Run(Hostile.Plain("01890a5d-ac96-774b-bcce-b302099a8057", "1", "applied", "2026-01-31T08:15:30.123Z", """{"event":"","reason":"","attempts":1,"firstFailedAt":"2026-01-31T08:15:30Z","lastFailedAt":"2026-01-31T08:15:30Z","entryId":"","traceParent":null,"traceState":null}"""), static input =>
        {
            input = AsRedis(input);
            const string Id = "01890a5d-ac96-774b-bcce-b302099a8057";
            foreach (var spoilt in (string[])["eventId", "credentialId", "version", "outcome", "worker", "time", "reason", "none"])
            {
                NameValueEntry[] fields = [new("eventId", Id), new("credentialId", Id), new("version", "1"), new("outcome", "applied"), new("worker", "w"), new("time", "2026-01-31T08:15:30Z"), new("reason", "")];
                ConfirmationReader.Read(new StreamEntry("1-1", Array.ConvertAll(fields, field => field.Name == spoilt ? new NameValueEntry(field.Name, input) : field)));
            }

            try
            {
                var failed = FailedDelivery.Parse(input);
                FailedDelivery.Parse(failed.ToJson());
            }
            catch (EventFormatException)
            {
                // It is shown as it is.
            }
        });

    [Fact]
    public void Numbers_are_equal_as_their_values_are() => Fuzz.Run(Gen.Select(Hostile.Number, Hostile.Number, static (one, other) => $"{one} {other}"), static input =>
    {
        var (one, other) = input.Split(' ') is [var first, var second] ? (first, second) : ("0", "0");
        Assert.True(JsonNumber.AreEqual(one, one + (one.Contains('e', StringComparison.OrdinalIgnoreCase) ? "" : "e0")));
        Assert.Equal(JsonNumber.AreEqual(one, other), JsonNumber.AreEqual(other, one));
        if (Scaled(one) is { } left && Scaled(other) is { } right) Assert.Equal(left == right, JsonNumber.AreEqual(one, other));
    });

    [Fact]
    public void Cursors_ids_and_limits_are_read_or_named() => Fuzz.Run(Hostile.Plain("1700000000000000.01890a5d-ac96-774b-bcce-b302099a8057", "17.4", "50", "01890a5d-ac96-774b-bcce-b302099a8057"), static input =>
    {
        var errors = new Dictionary<string, string[]>();
        if (TimeCursor.Read(input, errors) is { } place) Assert.Equal(place, TimeCursor.Read(TimeCursor.Write(place.Moment, place.Id), errors));
        else Assert.True(errors.ContainsKey("cursor"));
        if (AuditPlace.Parse(input) is { } entry) Assert.Equal(entry, AuditPlace.Parse(entry.ToString()));
        Assert.InRange(PageLimit.Read(input, 10, 200, errors), 1, 200);
    });

    [Fact]
    public void Filters_and_reasons_are_taken_or_named() => Fuzz.Run(Hostile.Plain("Zoë", "confirmed", "01890a5d-ac96-774b-bcce-b302099a8057"), static input =>
    {
        var errors = new Dictionary<string, string[]>();
        var filter = new CredentialQuery
        {
            Q = input,
            Id = input,
            Holder = input,
            Type = input,
            Issuer = input,
            CredentialType = [input],
            IssuerName = [input],
            State = input,
            Status = input,
            ExpiresBefore = input,
            ExpiresFrom = input,
            ExpiresTo = input,
            IssuedFrom = input,
            IssuedTo = input,
            Batch = input,
        }.Read(input, null, s_today, errors);
        Assert.Equal(filter.HolderId is null, errors.ContainsKey("q") && filter.HolderId is null);
        Assert.Equal(filter.Type is null, errors.ContainsKey("type"));
        Assert.Equal(filter.Types.Count == 0, errors.ContainsKey("credentialType"));
        Assert.Equal(filter.Id is null, errors.ContainsKey("id"));
        Assert.Equal(filter.State is null, errors.ContainsKey("state"));
        Assert.Equal(filter.ExpiresBefore is null, errors.ContainsKey("expiresBefore"));
        Assert.Equal(filter.IssuedFrom is null, errors.ContainsKey("issuedFrom"));
        Assert.Equal(CredentialStatuses.All.Contains(input), !errors.ContainsKey("status"));
        Assert.Equal(CredentialOrders.Names.Contains(input), !errors.ContainsKey("sort"));
        foreach (var text in (string[])[filter.Type ?? "", .. filter.Words.Select(static word => word.Text)]) Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        if (filter.HolderId is { } given)
        {
            // What is stored of a name is found by the whole name, by each of its words, and by the same words once more.
            var normalised = SearchText.Normalise(given);
            Assert.All(filter.Words, word => Assert.True(word.IsIn(normalised)));
            Assert.All(filter.Words, word => Assert.All(word.Keys, key => Assert.Contains(SearchText.WordsOf(normalised), stored => stored.StartsWith(key, StringComparison.Ordinal))));
            Assert.Equal(normalised, SearchText.Normalise(normalised));
        }

        OperatorReason.FaultOf(input);
    });

    [Fact]
    public void A_moment_is_read_or_refused_and_written_as_it_was() => Fuzz.Run(Hostile.Plain("2026-01-31T08:15:30.123Z", "2026-01-31T08:15:30+14:00", "0001-01-01T00:00:00Z"), static input =>
    {
        try
        {
            var moment = JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(input), s_moments);
            Assert.Equal(Rfc3339.ToMilliseconds(moment), JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(moment, s_moments), s_moments));
        }
        catch (JsonException)
        {
            // Refused.
        }
    });

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The text as it comes out of Redis, which keeps bytes.</summary>
    private static string AsRedis(string text) => Encoding.UTF8.GetString(Bytes(text));

    /// <summary>What the verifier does with an applied event when it is asked about it.</summary>
    private static KnownCredential Verify(CredentialChange change)
    {
        var known = new KnownCredential((change with { Event = change.Event with { Signature = new("", "") } }).ToRow(), SignedEvent.Of(change.Event), DateTimeOffset.UnixEpoch);
        if (known.Json is not { } json) return known;
        var credential = JsonElement.Parse(json);
        Assert.Empty(ContentComparison.Compare(credential, credential));
        JsonSerializer.Serialize(ContentComparison.Compare(credential, s_issued));
        return known;
    }

    /// <summary>The value times ten to the power of 4,000, exactly; null where it is too large or too fine for it.</summary>
    private static BigInteger? Scaled(string number)
    {
        const int Places = 4000;
        var (text, exponent) = number.IndexOf('e', StringComparison.OrdinalIgnoreCase) is >= 0 and var e ? (number[..e], number[(e + 1)..]) : (number, "0");
        if (exponent.Length > 4 || text.Length > 1000) return null;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : text.Length - point - 1;
        var digits = BigInteger.Parse(text.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        return digits * BigInteger.Pow(10, Places - fraction + int.Parse(exponent, CultureInfo.InvariantCulture));
    }
}
