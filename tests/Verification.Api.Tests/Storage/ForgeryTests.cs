using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KubeCredential.Events;
using KubeCredential.Messaging.Consuming;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using NSec.Cryptography;
using Verification.Api.Credentials.Checks;
using Verification.Api.Freshness;
using Verification.Api.Projection;
using Verification.Api.Signatures;

namespace Verification.Api.Tests.Storage;

/// <summary>Rule 17: nothing is believed that the issuer did not sign.</summary>
public abstract class ForgeryTests(StorageServer server)
{
    private static readonly Key s_stranger = Key.Import(SignatureAlgorithm.Ed25519, SHA256.HashData("somebody else"u8), KeyBlobFormat.RawPrivateKey);

    /// <summary>Each takes a credential's event and another event, both signed, and returns what somebody else makes of them.</summary>
    private static readonly Dictionary<string, Func<CredentialEvent, CredentialEvent, CredentialEvent>> s_forgeries = new()
    {
        ["no signature"] = static (one, _) => one with { Signature = null },
        ["no key"] = static (one, _) => one with { Signature = new EventSignature("", one.Signature!.Value.Value) },
        ["no hash of the content"] = static (one, _) => one with { ContentHash = null },
        ["a key that nobody has published"] = static (one, _) => SignedByStranger(one),
        ["another key under the issuer's name"] = static (one, _) => one with { Signature = SignedByStranger(one).Signature!.Value with { KeyId = TestIssuer.KeyId } },
        ["a changed signature"] = static (one, _) => one with { Signature = one.Signature!.Value with { Value = Flipped(one.Signature.Value.Value) } },
        ["a truncated signature"] = static (one, _) => one with { Signature = one.Signature!.Value with { Value = one.Signature.Value.Value[..^2] } },
        ["a signature of another form"] = static (one, _) => one with { Signature = one.Signature!.Value with { Value = new string('?', 86) } },
        ["another credential's signature"] = static (one, other) => one with { Signature = other.Signature },
        ["another event's signature"] = static (one, _) => one with { Signature = one.Then(EventTypes.CredentialSuspended).Signed().Signature },
        ["another's part of a signature of both"] = static (one, other) => one with { Signature = TestIssuer.SignTogether(SigningInput.Of(one), SigningInput.Of(other))[1] },
        ["a signature of others"] = static (one, other) => one with { Signature = TestIssuer.SignTogether(SigningInput.Of(other), SigningInput.Of(one.Then(EventTypes.CredentialSuspended)))[1] },
        ["another event ID"] = static (one, _) => one with { EventId = Guid.CreateVersion7() },
        ["another credential"] = static (one, other) => one with { CredentialId = other.CredentialId, Credential = other.Credential },
        ["the highest version"] = static (one, _) => one with { Version = int.MaxValue },
        ["another time"] = static (one, _) => one with { Timestamp = one.Timestamp.AddMilliseconds(1) },
        ["another type"] = static (one, _) => one with { EventType = EventTypes.CredentialSuspended, Status = one.Status with { State = CredentialState.Suspended } },
        ["another status"] = static (one, _) => one with { Status = one.Status with { Supersedes = Guid.CreateVersion7() } },
        ["a content that its hash does not say"] = static (one, _) => one with { Credential = one.Credential!.Replace("Ada", "Eve", StringComparison.Ordinal) },
        ["no salt"] = static (one, _) => one with { ContentSalt = null },
        ["another content"] = static (one, _) => Hashed(one, one.Credential!.Replace("Ada", "Eve", StringComparison.Ordinal)),
    };

    public static TheoryData<string> Forgeries { get; } = [.. s_forgeries.Keys];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task What_the_issuer_did_not_sign_changes_no_row(string what)
    {
        var database = await server.CreateAsync();
        var forged = new ForgedEntries(TimeProvider.System);
        var projection = database.Projection(new SignatureChecks(database.Keys(static () => KeySet()), TestDatabase.SignatureSettings), forged);
        var (held, genuine, other) = (TestEvents.Issued().Signed(), TestEvents.Issued().Signed(), TestEvents.Issued().Signed());
        var revoked = held.Then(EventTypes.CredentialRevoked, StatusReason.Fraud).Signed();
        await ApplyAsync(projection, held, revoked);
        var before = await EverythingAsync(database);

        foreach (var (one, another) in ((CredentialEvent, CredentialEvent)[])[(genuine, other), (held, other), (revoked, other)])
        {
            var outcome = Assert.Single(await ApplyAsync(projection, s_forgeries[what](one, another)));
            Assert.True(outcome.IsForged, $"{what}: {outcome}");
            Assert.NotEmpty(outcome.Reason!);
        }

        Assert.Equal(before, await EverythingAsync(database));
        Assert.Equal(3, forged.Count);
        Assert.Equal([EventOutcome.Applied, EventOutcome.Applied], await ApplyAsync(projection, genuine, other)); // What is genuine is not held up by it.
    }

    [Fact]
    public async Task Events_that_were_signed_together_are_believed_each_for_itself()
    {
        var database = await server.CreateAsync();
        CredentialEvent[] events = [.. Enumerable.Range(0, 5).Select(static _ => TestEvents.Issued())];
        var signatures = TestIssuer.SignTogether([.. events.Select(static one => SigningInput.Of(one))]);
        for (var i = 0; i < events.Length; i++) events[i] = events[i] with { Signature = signatures[i] };

        Assert.All(await ApplyAsync(database.Projection(), events), static outcome => Assert.Equal(EventOutcome.Applied, outcome));

        await database.ExecuteAsync("UPDATE credentials SET seal = NULL"); // So that each is checked by its signature.
        foreach (var one in events) Assert.Equal(AuditOutcome.Valid, await ResultAsync(database, one.CredentialId));
    }

    /// <summary>Only the hash of the content is signed. Nobody is told that the issuer erased what somebody has cut off, and what is genuine mends it.</summary>
    [Fact]
    public async Task An_event_whose_content_somebody_has_cut_off_does_not_hold_up_the_genuine_one()
    {
        var database = await server.CreateAsync();
        var issued = TestEvents.Issued().Signed();
        await ApplyAsync(database.Projection(), issued.WithoutContent());
        Assert.Equal(AuditOutcome.NotAuthentic, await ResultAsync(database, issued.CredentialId));

        Assert.Equal([EventOutcome.Applied], await ApplyAsync(database.Projection(), issued));
        Assert.Equal(AuditOutcome.Valid, await ResultAsync(database, issued.CredentialId));

        var erased = issued.Then(EventTypes.CredentialErased, StatusReason.Withdrawn) with { Credential = null, ContentSalt = null };
        Assert.Equal([EventOutcome.Applied], await ApplyAsync(database.Projection(), erased.Signed()));
        Assert.Equal([EventOutcome.Duplicate], await ApplyAsync(database.Projection(), issued));
        Assert.Equal(AuditOutcome.Erased, await ResultAsync(database, issued.CredentialId));
    }

    [Fact]
    public async Task An_old_event_again_is_a_duplicate_and_takes_nothing_back()
    {
        var database = await server.CreateAsync();
        var issued = TestEvents.Issued().Signed();
        await ApplyAsync(database.Projection(), issued, issued.Then(EventTypes.CredentialRevoked, StatusReason.Fraud).Signed());

        Assert.Equal([EventOutcome.Duplicate], await ApplyAsync(database.Projection(), issued));
        Assert.Equal("revoked", await ResultAsync(database, issued.CredentialId));
    }

    [Theory]
    [InlineData("state = 'active'")]
    [InlineData("status = replace(status, 'revoked', 'active'), state = 'active', event_type = 'CREDENTIAL_REINSTATED'")]
    [InlineData("status = '{}'")]
    [InlineData("status = 'no JSON'")]
    [InlineData("version = 9")]
    [InlineData("version = 1, event_type = 'CREDENTIAL_ISSUED', state = 'active'")]
    [InlineData("holder_name = 'Eve'")]
    [InlineData("expiry_date = '2099-12-31'")]
    [InlineData("valid_from = '2020-01-01'")]
    [InlineData("credential = replace(credential, 'Ada', 'Eve')")]
    [InlineData("credential = replace(credential, 'Ada', 'Eve'), holder_name = 'Eve Lovelace'")]
    [InlineData("credential = replace(credential, 'Ada', 'Eve'), holder_name = 'Eve Lovelace', content_salt = NULL")]
    [InlineData("credential = replace(credential, 'Ada', 'Eve'), holder_name = 'Eve Lovelace', content_salt = NULL, content_hash = NULL")]
    [InlineData("content_hash = NULL")]
    [InlineData("signature = ''")]
    [InlineData("signature = key_id")]
    [InlineData("key_id = ''")]
    [InlineData("event_id = id")]
    [InlineData("event_id = id, seal = NULL")]
    [InlineData("content_salt = 'no salt'")]
    [InlineData("state = 'active', seal = NULL")]
    [InlineData("expiry_date = '2099-12-31', seal = NULL")]
    [InlineData("credential = replace(credential, 'Ada', 'Eve'), holder_name = 'Eve Lovelace', seal = NULL")]
    [InlineData("occurred_at = applied_at")]
    public async Task A_row_that_somebody_changed_is_not_believed(string change)
    {
        var database = await server.CreateAsync();
        var issued = TestEvents.Issued().Signed();
        await ApplyAsync(database.Projection(), issued, issued.Then(EventTypes.CredentialRevoked, StatusReason.Fraud).Signed());
        Assert.Equal("revoked", await ResultAsync(database, issued.CredentialId));

        await database.ExecuteAsync($"UPDATE credentials SET {change}");

        Assert.Equal(AuditOutcome.NotAuthentic, await ResultAsync(database, issued.CredentialId));
    }

    /// <summary>The seal spares the work of checking; it adds nothing to what is believed. So a secret may be lost or changed.</summary>
    [Theory]
    [InlineData("seal = NULL")]
    [InlineData("seal = signature")]
    public async Task A_row_without_a_seal_that_holds_is_believed_by_its_signature(string change)
    {
        var database = await server.CreateAsync();
        var issued = TestEvents.Issued().Signed();
        await ApplyAsync(database.Projection(), issued);
        Assert.True((await database.Store.FindAsync(issued.CredentialId, Token))!.Signed!.IsChecked);

        await database.ExecuteAsync($"UPDATE credentials SET {change}");

        Assert.False((await database.Store.FindAsync(issued.CredentialId, Token))!.Signed!.IsChecked);
        Assert.Equal(AuditOutcome.Valid, await ResultAsync(database, issued.CredentialId));
    }

    /// <summary>What somebody else signed, or nobody, is not believed because it was sealed: the state of the key is looked at for every verdict.</summary>
    [Fact]
    public async Task A_sealed_row_whose_key_was_replaced_after_a_compromise_is_not_believed()
    {
        var database = await server.CreateAsync();
        var issued = TestEvents.Issued().Signed();
        await ApplyAsync(database.Projection(), issued);
        var known = (await database.Store.FindAsync(issued.CredentialId, Token))!;
        Assert.True(known.Signed!.IsChecked);

        var keys = database.Keys(static () => KeySet("compromised", "2026-01-31T08:15:30.123Z", "2026-01-31T09:15:30.123Z"));
        Assert.True(await keys.RefreshAsync(Token));

        Assert.Equal(SignatureFinding.Forged, await new SignatureChecks(keys, TestDatabase.SignatureSettings).CheckAsync(known.Signed, Token));
    }

    [Fact]
    public async Task A_row_that_somebody_added_is_not_believed()
    {
        var database = await server.CreateAsync();
        var (issued, id) = (TestEvents.Issued().Signed(), Guid.CreateVersion7());
        await ApplyAsync(database.Projection(), issued);
        var columns = "version, event_id, event_type, correlation_id, occurred_at, applied_at, holder_name, credential_type, state, status, content_hash, content_salt, credential, key_id, signature, seal";
        await database.ExecuteAsync($"INSERT INTO credentials (generation, id, {columns}) SELECT generation, '{(database.Dialect.IsSqlite ? id.ToString().ToUpperInvariant() : id)}', {columns} FROM credentials");

        Assert.Equal(AuditOutcome.NotAuthentic, await ResultAsync(database, id));
        Assert.Equal(AuditOutcome.Valid, await ResultAsync(database, issued.CredentialId));
    }

    [Fact]
    public async Task A_key_that_somebody_else_wrote_is_not_believed()
    {
        var database = await server.CreateAsync();
        var (x, keyId) = (Base64Url.EncodeToString(s_stranger.PublicKey.Export(KeyBlobFormat.RawPublicKey)), "a key of somebody else");
        await database.ExecuteAsync($"INSERT INTO issuer_keys (key_id, x, state, seal, learned_at) SELECT '{keyId}', '{x}', state, seal, learned_at FROM issuer_keys");
        await database.ExecuteAsync($"UPDATE issuer_keys SET state = 'retired' WHERE key_id = '{TestIssuer.KeyId}'");

        var keys = database.Keys(null);
        Assert.False(await keys.RefreshAsync(Token));
        Assert.Equal((0, 2), (keys.Count, keys.Broken));

        Assert.Equal(SignatureFinding.Unknown, await new SignatureChecks(keys, TestDatabase.SignatureSettings).CheckAsync(SignedEvent.Of(TestEvents.Issued().Signed()), Token));
    }

    [Theory]
    [InlineData("active", null, null, SignatureFinding.Authentic)]
    [InlineData("retired", null, null, SignatureFinding.Authentic)]
    [InlineData("upcoming", null, null, SignatureFinding.Forged)]
    [InlineData("compromised", "2026-01-31T08:15:30.123Z", null, SignatureFinding.Compromised)]
    [InlineData("compromised", "2026-01-31T08:15:30.123Z", "2026-01-31T09:15:30.123Z", SignatureFinding.Forged)]
    internal async Task What_follows_from_the_state_of_the_key(string state, string? compromisedAt, string? replacedAt, SignatureFinding expected)
    {
        var database = await server.CreateAsync();
        await database.ExecuteAsync("DELETE FROM issuer_keys");
        var keys = database.Keys(() => KeySet(state, compromisedAt, replacedAt));
        var checks = new SignatureChecks(keys, TestDatabase.SignatureSettings);
        var signed = SignedEvent.Of(TestEvents.Issued().Signed());

        Assert.Equal(expected, await checks.CheckAsync(signed, Token));
        Assert.Equal(expected, await checks.CheckAsync(signed, Token));

        // It is kept, and known again without the issuer. Whether an upcoming key is in use by now cannot be told then.
        var later = database.Keys(null);
        Assert.False(await later.RefreshAsync(Token));
        Assert.Equal(state == "upcoming" ? SignatureFinding.Unknown : expected, await new SignatureChecks(later, TestDatabase.SignatureSettings).CheckAsync(signed, Token));
    }

    [Fact]
    public async Task An_issuer_that_lies_or_is_silent_takes_nothing_back()
    {
        var database = await server.CreateAsync();
        var said = KeySet("compromised", "2026-01-31T08:15:30.123Z");
        var isAsked = false;
        var keys = database.Keys(() =>
        {
            isAsked = true;
            return said;
        });
        var checks = new SignatureChecks(keys, TestDatabase.SignatureSettings);
        var signed = SignedEvent.Of(TestEvents.Issued().Signed());
        Assert.True(await keys.RefreshAsync(Token));
        foreach (var lie in (string[])[KeySet(), """{"keys":[]}""", "{}", "", "no JSON", KeySet().Replace(TestIssuer.KeyId, "another", StringComparison.Ordinal), KeySet().Replace("Ed25519", "P-256", StringComparison.Ordinal)])
        {
            (said, isAsked) = (lie, false);
            await Eventually.TrueAsync(
                async token =>
                {
                    await keys.RefreshAsync(token);
                    return isAsked;
                },
                TimeSpan.FromSeconds(20), "the issuer is asked again", Token);
            Assert.Equal(SignatureFinding.Compromised, await checks.CheckAsync(signed, Token));
        }
    }

    /// <summary>It had been under way for long; and the issuer sends what is genuine again, signed anew.</summary>
    [Fact]
    public async Task Of_a_compromised_key_nothing_new_is_applied_until_it_comes_with_another_signature()
    {
        var database = await server.CreateAsync();
        var (before, during) = (TestEvents.Issued().Signed(), TestEvents.Issued().Signed());
        await ApplyAsync(database.Projection(), before);
        var other = Base64Url.EncodeToString(s_stranger.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        var otherId = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{other}}"}""")));
        var next = $$"""{"kty":"OKP","crv":"Ed25519","x":"{{other}}","kid":"{{otherId}}","state":"active"}""";
        var keys = database.Keys(() => KeySet("compromised", "2026-01-31T08:15:30.123Z").Replace("[", $"[{next},", StringComparison.Ordinal));
        Assert.True(await keys.RefreshAsync(Token));
        var projection = database.Projection(new SignatureChecks(keys, TestDatabase.SignatureSettings), new ForgedEntries(TimeProvider.System));

        var outcomes = await ApplyAsync(projection, before, during);
        Assert.Equal(EventOutcome.Duplicate, outcomes[0]);
        Assert.True(outcomes[1] is { IsForged: true, IsComingAgain: true });
        Assert.Contains("arrives again", outcomes[1].Reason!, StringComparison.Ordinal);

        Assert.Equal([EventOutcome.Applied, EventOutcome.Applied], await ApplyAsync(projection, SignedByStranger(before), SignedByStranger(during)));

        // Both signatures at once: nothing is left to wait for.
        var late = TestEvents.Issued().Signed();
        Assert.Equal([EventOutcome.Duplicate, EventOutcome.Applied], await ApplyAsync(projection, late, SignedByStranger(late)));
        Assert.Equal(3, await database.CountAsync($"SELECT COUNT(*) FROM credentials WHERE key_id = '{otherId}'"));
    }

    private static string KeySet(string state = "active", string? compromisedAt = null, string? replacedAt = null) =>
        $$"""{"keys":[{"kty":"OKP","crv":"Ed25519","x":"{{TestIssuer.X}}","kid":"{{TestIssuer.KeyId}}","state":"{{state}}"{{Member("compromisedAt", compromisedAt)}}{{Member("replacedAt", replacedAt)}}}]}""";

    private static string Member(string name, string? value) => value is null ? "" : $",\"{name}\":\"{value}\"";

    private static CredentialEvent SignedByStranger(CredentialEvent one)
    {
        var x = Base64Url.EncodeToString(s_stranger.PublicKey.Export(KeyBlobFormat.RawPublicKey));
        var keyId = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"Ed25519","kty":"OKP","x":"{{x}}"}""")));
        return one with { Signature = new EventSignature(keyId, Base64Url.EncodeToString(SignatureAlgorithm.Ed25519.Sign(s_stranger, SigningInput.Of(one)))) };
    }

    private static CredentialEvent Hashed(CredentialEvent one, string content) => one with { Credential = content, ContentHash = ContentHash.Of(one.ContentSalt!, content) };

    private static string Flipped(string signature) => (signature[0] == 'A' ? 'B' : 'A') + signature[1..];

    private static Task<IReadOnlyList<EventOutcome>> ApplyAsync(CredentialProjection projection, params CredentialEvent[] events) =>
        projection.ApplyAsync([.. events.Select(static one => new IncomingEvent(one, 1, null))], Token);

    private static async Task<string> ResultAsync(TestDatabase database, Guid id)
    {
        var known = (await database.Store.FindAsync(id, Token))!;
        var finding = await database.Signatures().CheckAsync(known.Signed, Token);
        return CredentialChecks.Judge(new CheckInput(known, null, TestEvents.Time.AddDays(1), IssuerKnowledge.None, TimeSpan.FromDays(1), null) { Signature = finding }).Outcome;
    }

    private static async Task<string> EverythingAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsOwnerAsync(Token);
        await using var command = connection.Command("SELECT * FROM credentials ORDER BY id");
        return string.Join('\n', await command.ListAsync(static reader => string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(reader.GetValue)), Token));
    }
}

public sealed class ForgeryOnSqliteTests(SqliteStorage server) : ForgeryTests(server);

public sealed class ForgeryOnPostgresTests(PostgresStorage server) : ForgeryTests(server);
