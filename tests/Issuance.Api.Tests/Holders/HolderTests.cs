using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Issuance.Api.Tests.Api;
using KubeCredential.MailCatcher;
using KubeCredential.Security;
using MimeKit;

namespace Issuance.Api.Tests.Holders;

/// <summary>Holders, from the invitation to the correction, at the real service with a real mail server.</summary>
public abstract class HolderTests(HolderFixture issuance)
{
    private const string Issuer = "University of London";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(120);

    public sealed class OnSqlite(SqliteHolders issuance) : HolderTests(issuance), IClassFixture<SqliteHolders>;

    public sealed class OnPostgres(PostgresHolders issuance) : HolderTests(issuance), IClassFixture<PostgresHolders>;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ApiClient Client => issuance.Client;

    [Fact]
    public async Task A_holder_is_invited_by_mail_opens_the_page_once_shares_the_credential_and_gets_a_mistake_answered()
    {
        var (id, email) = await IssueAsync("Ada Lovelace", metadata: """{"grade":"First"}""");
        var invitation = await InviteAsync(id, new { delivery = "email", language = "en" });
        Assert.Equal(("queued", email, JsonValueKind.Undefined), (invitation.TextOf("state"), invitation.TextOf("email"), invitation.Json.TryGetProperty("link", out var shown) ? shown.ValueKind : JsonValueKind.Undefined));

        var mail = await MailAsync(email);
        Assert.Equal(("auto-generated", "en"), (mail.Message.Headers[HeaderId.AutoSubmitted], mail.Message.Body!.Headers[HeaderId.ContentLanguage]));
        Assert.Equal($"\"{Issuer}\" <credentials@university.example>", mail.Message.From.ToString());
        Assert.IsType<MultipartAlternative>(mail.Message.Body);
        Assert.StartsWith($"Your credential from {Issuer}: Bachelor of Science", mail.Message.Subject, StringComparison.Ordinal);
        Assert.Contains("Dear Ada Lovelace,", mail.Text, StringComparison.Ordinal);
        Assert.Contains("lang=\"en\"", mail.Html, StringComparison.Ordinal);
        var link = Assert.Single(mail.Links);
        Assert.StartsWith("https://credentials.university.example/h#", link, StringComparison.Ordinal);
        var token = HolderBrowser.TokenOf(link);
        // The database alone opens nothing.
        Assert.Equal(1, await issuance.Database.ReadAsync("SELECT COUNT(*) FROM holder_links WHERE token_hash = @hash", static reader => reader.GetInt32(0), ("@hash", RandomSecret.HashOf(token))));
        await Eventually.TrueAsync(async _ => (await OfAsync(id))[0].GetProperty("state").GetString() == "sent", s_limit, "the invitation was sent", Token);

        using var browser = new HolderBrowser(issuance.Service);
        using var other = new HolderBrowser(issuance.Service);
        var opened = await Task.WhenAll(browser.OpenAsync(link), other.OpenAsync(link)); // Of two, one comes in.
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Gone], opened.Select(static one => one.Status).Order());
        var (holder, second) = opened[0].Status == HttpStatusCode.OK ? (browser, opened[1]) : (other, opened[0]);
        second.AssertProblem(HttpStatusCode.Gone);
        Assert.Equal("used", second.TextOf("code"));

        var page = await holder.GetAsync("/api/v1/holder");
        Assert.Equal(("Ada Lovelace", "First", "active"), (page.TextOf("credential", "holderName"), page.TextOf("credential", "metadata", "grade"), page.TextOf("status", "state")));
        Assert.Equal($"https://verify.university.example/v/{id}", page.TextOf("verifyAddress"));
        Assert.Equal($"{email[..1]}•••@example.org", page.TextOf("email"));
        Assert.Contains("certUrl=https%3A%2F%2Fverify.university.example%2Fv%2F", page.TextOf("linkedIn"), StringComparison.Ordinal);
        Assert.Contains("vc-jwt", page["formats"].EnumerateArray().Select(static one => one.GetString()));
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await holder.GetAsync("/api/v1/holder/documents/vc-jwt")).Status);
        Assert.Equal("opened", (await OfAsync(id))[0].GetProperty("state").GetString());

        var forged = await new ApiClient(issuance.Service.HttpClient).SendAsync(HttpMethod.Post, "/api/v1/holder/shares", null, ("Cookie", holder.Cookie!));
        Assert.Equal((HttpStatusCode.Forbidden, "antiForgery"), (forged.Status, forged.TextOf("code")));
        var share = await holder.PostAsync("/api/v1/holder/shares", new { label = "For my employer", expiresAt = DateTimeOffset.UtcNow.AddDays(1) });
        Assert.Equal((HttpStatusCode.Created, "For my employer"), (share.Status, share.TextOf("label")));
        var shared = $"/api/v1/shares/{HolderBrowser.TokenOf(share.TextOf("link")!)}";
        Assert.StartsWith("https://verify.university.example/s#", share.TextOf("link"), StringComparison.Ordinal);
        using var anybody = new HolderBrowser(issuance.Service);
        for (var i = 0; i < 3; i++) Assert.Equal(id, (await anybody.GetAsync(shared)).TextOf("credentialId"));
        var listed = (await holder.GetAsync("/api/v1/holder"))["shares"][0];
        Assert.Equal((3, false), (listed.GetProperty("opened").GetInt32(), listed.TryGetProperty("link", out _)));
        Assert.Equal(HttpStatusCode.OK, (await holder.PostAsync($"/api/v1/holder/shares/{share.TextOf("id")}/switch-off")).Status);
        var off = await anybody.GetAsync(shared);
        Assert.Equal((HttpStatusCode.Gone, "switchedOff"), (off.Status, off.TextOf("code")));
        (await anybody.GetAsync("/api/v1/shares/AAAA")).AssertProblem(HttpStatusCode.NotFound);
        (await holder.PostAsync("/api/v1/holder/shares", new { expiresAt = "2001-01-01T00:00:00Z" })).AssertProblem(HttpStatusCode.BadRequest, "expiresAt");

        (await holder.PostAsync("/api/v1/holder/corrections", new { field = "grade", proposed = "" })).AssertProblem(HttpStatusCode.BadRequest, "field", "proposed");
        var reported = await holder.PostAsync("/api/v1/holder/corrections", new { field = "holderName", proposed = "Ada King", note = "I married." });
        Assert.Equal((HttpStatusCode.Created, "Ada Lovelace", "open"), (reported.Status, reported.TextOf("current"), reported.TextOf("state")));
        var queue = await Client.GetAsync("/api/v1/corrections?state=open");
        Assert.Contains(queue["corrections"].EnumerateArray(), one => one.GetProperty("id").GetString() == reported.TextOf("id"));
        Assert.True(queue["open"].GetInt32() >= 1);
        var path = $"/api/v1/corrections/{reported.TextOf("id")}/answer";
        (await Client.PostAsync(path, """{"decision":"declined"}""")).AssertProblem(HttpStatusCode.BadRequest, "note");
        var replaced = await Client.PostAsync($"/api/v1/credentials/{id}/replace", """{"reason":"error","holderName":"Ada King"}""");
        Assert.True(replaced.Status == HttpStatusCode.Created, replaced.Text);
        var successor = replaced.TextOf("credential", "id");
        (await Client.PostAsync(path, JsonSerializer.Serialize(new { decision = "corrected", replacedBy = Guid.NewGuid() }))).AssertProblem(HttpStatusCode.BadRequest, "replacedBy");
        var answered = await Client.PostAsync(path, JsonSerializer.Serialize(new { decision = "corrected", note = "Congratulations.", replacedBy = successor }));
        Assert.Equal((HttpStatusCode.OK, "corrected", successor), (answered.Status, answered.TextOf("state"), answered.TextOf("replacedBy")));
        Assert.Equal("answered", (await Client.PostAsync(path, """{"decision":"corrected"}""")).TextOf("code"));
        var told = await MailAsync(email, 2);
        Assert.Contains("Congratulations.", told.Text, StringComparison.Ordinal);
        using var again = new HolderBrowser(issuance.Service);
        Assert.Equal("Ada King", (await again.OpenAsync(told.Links[0])).TextOf("credential", "holderName"));
        Assert.Equal("superseded", (await holder.GetAsync("/api/v1/holder")).TextOf("status", "state"));

        Assert.Equal(HttpStatusCode.NoContent, (await holder.SendAsync(HttpMethod.Delete, "/api/v1/holder/session")).Status);
        var after = await holder.GetAsync("/api/v1/holder");
        Assert.Equal((HttpStatusCode.Unauthorized, "noSession"), (after.Status, after.TextOf("code")));
        Assert.DoesNotContain(issuance.Service.Output, line => line.Contains(email, StringComparison.OrdinalIgnoreCase) || line.Contains(token, StringComparison.Ordinal));
        var actions = await issuance.Database.ListAsync("SELECT action FROM audit_entries WHERE credential_id = @id AND action LIKE 'holder.%'", static reader => reader.GetString(0), ("@id", Guid.Parse(id)));
        Assert.Equal(["holder.correction-answered", "holder.correction-requested", "holder.invited", "holder.opened", "holder.share-switched-off", "holder.shared"], actions.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_link_that_does_not_open_says_why_and_a_new_one_comes_to_the_same_address()
    {
        var (id, email) = await IssueAsync();
        var copied = await InviteAsync(id, new { delivery = "link" });
        Assert.Equal(("sent", JsonValueKind.Null), (copied.TextOf("state"), copied["email"].ValueKind));
        var link = copied.TextOf("link")!;
        using var browser = new HolderBrowser(issuance.Service);
        await AssertRefusedAsync(browser, HttpStatusCode.NotFound, "unknown", $"https://x/h#{new string('A', 43)}");
        await AssertRefusedAsync(browser, HttpStatusCode.NotFound, "unknown", $"https://x/h#{new string('A', 5000)}");
        Assert.Equal(HttpStatusCode.OK, (await Client.PostAsync($"/api/v1/invitations/{copied.TextOf("id")}/revoke")).Status);
        await AssertRefusedAsync(browser, HttpStatusCode.Gone, "revoked", link);

        await InviteAsync(id, new { delivery = "email", language = "de" });
        var old = (await MailAsync(email)).Links[0];
        await issuance.Database.ExecuteAsync("UPDATE holder_links SET expires_at = created_at WHERE token_hash = @hash", ("@hash", RandomSecret.HashOf(HolderBrowser.TokenOf(old))));
        await AssertRefusedAsync(browser, HttpStatusCode.Gone, "expired", old);

        var answers = new List<Answer>();
        foreach (var token in (string[])[HolderBrowser.TokenOf(old), HolderBrowser.TokenOf(link), new string('B', 43)]) answers.Add(await browser.PostAsync("/api/v1/holder/new-link", new { token }));
        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.Accepted, answers[0].Text), (answer.Status, answer.Text)));
        var renewed = await MailAsync(email, 2);
        Assert.StartsWith("Ihr neuer Link", renewed.Message.Subject, StringComparison.Ordinal);
        Assert.NotEqual(old, renewed.Links[0]);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(renewed.Links[0])).Status);

        // Whoever has opened an invitation that is revoked is signed out.
        var invitation = (await OfAsync(id)).EnumerateArray().Single(static one => one.GetProperty("state").GetString() == "opened").GetProperty("id").GetString();
        await Client.PostAsync($"/api/v1/invitations/{invitation}/revoke");
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/holder")).Status);
        await browser.PostAsync("/api/v1/holder/new-link", new { token = HolderBrowser.TokenOf(old) });
        Assert.Equal("revoked", (await Client.PostAsync($"/api/v1/invitations/{invitation}/resend")).TextOf("code"));

        // A session ends by itself.
        await InviteAsync(id, new { delivery = "email" });
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync((await MailAsync(email, 3)).Links[0])).Status);
        await issuance.Database.ExecuteAsync("UPDATE holder_sessions SET expires_at = created_at WHERE credential_id = @id", ("@id", Guid.Parse(id)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/holder")).Status);
        Assert.Equal(3, MailsTo(email).Count); // None for the revoked one.

        (await Client.PostAsync($"/api/v1/credentials/{Guid.NewGuid()}/invitations", """{"delivery":"link"}""")).AssertProblem(HttpStatusCode.NotFound);
        (await Client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"pigeon","language":"no language"}""")).AssertProblem(HttpStatusCode.BadRequest, "delivery", "language");
        for (var i = 0; i < 10; i++) await Client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"link"}""");
        Assert.Equal("tooMany", (await Client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"link"}""")).TextOf("code"));
        var (without, _) = await IssueAsync(email: "");
        Assert.Equal("noAddress", (await Client.PostAsync($"/api/v1/credentials/{without}/invitations", """{"delivery":"email"}""")).TextOf("code"));
    }

    [Fact]
    public async Task Texts_are_the_issuers_own_in_the_holders_language_and_nothing_gets_into_a_header()
    {
        var name = $"جامعة {Guid.NewGuid():N}";
        var slug = (await Client.PostAsync("/api/v1/issuers", JsonSerializer.Serialize(new { name }))).TextOf("slug");
        var path = $"/api/v1/issuers/{slug}/mail-texts";
        Assert.Equal(12, (await Client.GetAsync(path))["defaults"].GetArrayLength());
        (await PutAsync(new { kind = "invitation", language = "ar", subject = "{password}", body = "{link} {holder}{name}" })).AssertProblem(HttpStatusCode.BadRequest, "texts[0].subject", "texts[0].body");
        (await PutAsync(new { kind = "invitation", language = "ar", subject = "Hello\r\nBcc: everybody@example.org", body = "Without" })).AssertProblem(HttpStatusCode.BadRequest, "texts[0].subject", "texts[0].body");
        var written = await PutAsync(new { kind = "invitation", language = "ar", subject = "شهادة {credential} إلى {holder}", body = "مرحبًا {holder} <b>،\n\n{link}\n\nحتى {expires}" });
        Assert.Equal("ar", Assert.Single(written["texts"].EnumerateArray()).GetProperty("language").GetString());
        var preview = await Client.PostAsync($"{path}/preview", """{"kind":"answer","language":"de","subject":"{issuer}","body":"{answer}\n\n{link}"}""");
        Assert.Equal(name, preview.TextOf("subject"));
        Assert.Contains("<bdi>Ihr Name ist jetzt richtig geschrieben.</bdi>", preview.TextOf("html"), StringComparison.Ordinal);

        const string Holder = "Mallory: <script>alert(1)</script> \"\\\"";
        var (id, email) = await IssueAsync(Holder, issuer: name);
        await InviteAsync(id, new { delivery = "email", language = "ar" });

        var mail = await MailAsync(email);
        Assert.Equal(($"شهادة Bachelor of Science إلى {Holder}", "ar"), (mail.Message.Subject, mail.Message.Body!.Headers[HeaderId.ContentLanguage]));
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", mail.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", mail.Html, StringComparison.Ordinal);
        Assert.Matches(@"حتى \u2068\d+ \p{IsArabic}+ \d{4}\u2069", mail.Text);
        Assert.Equal([email], mail.Recipients);

        // Other languages than the issuer has texts for: the defaults.
        await InviteAsync(id, new { delivery = "email", language = "de-AT" });
        Assert.Equal("de", (await MailAsync(email, 2)).Message.Body!.Headers[HeaderId.ContentLanguage]);

        Task<Answer> PutAsync(object text) => Client.SendAsync(HttpMethod.Put, path, new StringContent(JsonSerializer.Serialize(new { texts = (object[])[text] }), Encoding.UTF8, "application/json"));
    }

    [Fact]
    public async Task A_mail_server_that_is_away_is_waited_for_and_gets_each_message_once()
    {
        var invited = new List<(string Id, string Email)>();
        await issuance.StopMailAsync();
        try
        {
            for (var i = 0; i < 6; i++)
            {
                var one = await IssueAsync();
                await InviteAsync(one.Id, new { delivery = "email" });
                invited.Add(one);
            }

            await Eventually.ResultAsync(_ => Client.GetAsync("/health"), static answer => answer["mail"].GetProperty("state").GetString() == "serverUnavailable" && answer.TextOf("status") == "degraded", s_limit, "health says so", Token);
            Assert.All(invited, one => Assert.Empty(MailsTo(one.Email)));
        }
        finally
        {
            issuance.StartMail();
        }

        foreach (var (id, email) in invited)
        {
            await MailAsync(email);
            await Eventually.TrueAsync(async _ => (await OfAsync(id))[0].GetProperty("state").GetString() == "sent", s_limit, "the invitation was sent", Token);
        }

        Assert.All(invited, one => Assert.Single(MailsTo(one.Email)));
        Assert.Equal("on", (await Client.GetAsync("/health"))["mail"].GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_the_mail_server_refuses_is_told_and_what_it_does_not_take_now_is_tried_again()
    {
        var (bounced, refused, later) = (await IssueAsync(), await IssueAsync(), await IssueAsync());
        var attempts = 0;
        issuance.Behaviour.RefuseRecipient = address => address == bounced.Email ? 550 : address == later.Email && Interlocked.Increment(ref attempts) <= 3 ? 450 : null;
        issuance.Behaviour.RefuseMessage = to => to.Contains(refused.Email) ? 554 : null;
        try
        {
            foreach (var one in (string[])[bounced.Id, refused.Id, later.Id]) await InviteAsync(one, new { delivery = "email" });
            await MailAsync(later.Email);
            Assert.Equal(4, attempts);
            foreach (var (id, state, said) in ((string, string, string)[])[(bounced.Id, "bounced", "(550)"), (refused.Id, "failed", "(554)")])
            {
                var invitation = (await Eventually.ResultAsync(_ => OfAsync(id), found => found[0].GetProperty("state").GetString() == state, s_limit, $"it is {state}", Token))[0];
                Assert.Contains(said, invitation.GetProperty("problem").GetString(), StringComparison.Ordinal);
            }

            var listed = await Client.GetAsync("/api/v1/invitations?state=bounced&limit=1");
            Assert.Equal(bounced.Id, listed["invitations"][0].GetProperty("credentialId").GetString());
            Assert.True(listed["counts", "bounced"].GetInt32() >= 1);
        }
        finally
        {
            (issuance.Behaviour.RefuseRecipient, issuance.Behaviour.RefuseMessage) = (null, null);
        }

        // Once the address takes messages, the invitation can be sent again.
        var id2 = (await OfAsync(bounced.Id))[0].GetProperty("id").GetString();
        Assert.Equal("queued", (await Client.PostAsync($"/api/v1/invitations/{id2}/resend")).TextOf("state"));
        await MailAsync(bounced.Email);
        Assert.DoesNotContain(issuance.Service.Output, line => line.Contains(bounced.Email, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_service_that_is_killed_while_it_sends_sends_the_same_message_again()
    {
        var (id, email) = await IssueAsync();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        issuance.Behaviour.AnswersAfter = async token =>
        {
            arrived.TrySetResult();
            await Task.Delay(Timeout.Infinite, token); // It never says that it has taken the message.
        };
        try
        {
            await InviteAsync(id, new { delivery = "email" });
            await arrived.Task.WaitAsync(s_limit, Token);
            await issuance.Service.KillAsync(Token);
        }
        finally
        {
            issuance.Behaviour.AnswersAfter = null;
        }

        await issuance.Service.StartAsync(Token);

        await MailAsync(email, 2);
        await Eventually.TrueAsync(async _ => (await OfAsync(id))[0].GetProperty("state").GetString() == "sent", s_limit, "the invitation was sent", Token);
        var mails = MailsTo(email);
        Assert.Equal(2, mails.Count);
        Assert.Single(mails.Select(static one => one.Message.MessageId).Distinct());
        using var browser = new HolderBrowser(issuance.Service);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(Assert.Single(mails.Select(static one => one.Links[0]).Distinct()))).Status);
    }

    [Fact]
    public async Task The_holders_of_a_batch_are_invited_once_and_a_thousand_invitations_to_one_address_are_not_sent()
    {
        var (type, crowd) = ($"Degree {Guid.NewGuid():N}", $"everybody-{Guid.NewGuid():N}@example.org");
        var file = new StringBuilder("holderName,holderId,holderEmail\n");
        for (var i = 0; i < 1000; i++) file.Append(CultureInfo.InvariantCulture, $"Holder {i},{i},{crowd}\n");
        for (var i = 1000; i < 1020; i++) file.Append(CultureInfo.InvariantCulture, $"Holder {i},{i},{(i < 1005 ? "" : $"h{i}-{type[7..]}@example.org")}\n");
        var uploaded = await Client.SendAsync(HttpMethod.Post, $"/api/v1/batches?action=issue&type={Uri.EscapeDataString(type)}&issuer={Uri.EscapeDataString(Issuer)}", new StringContent(file.ToString(), Encoding.UTF8, "text/csv"));
        var batch = uploaded.TextOf("id");
        await BatchAsync("ready");
        Assert.Equal("notDone", (await Client.PostAsync($"/api/v1/batches/{batch}/invitations")).TextOf("code"));
        await Client.PostAsync($"/api/v1/batches/{batch}/confirm");
        await BatchAsync("done");

        var begun = await Client.PostAsync($"/api/v1/batches/{batch}/invitations", """{"language":"de"}""");

        Assert.Equal((HttpStatusCode.Accepted, 1015, 5, 0), (begun.Status, begun["queued"].GetInt32(), begun["withoutAddress"].GetInt32(), begun["alreadyInvited"].GetInt32()));
        var counts = (await Eventually.ResultAsync(
            _ => Client.GetAsync($"/api/v1/invitations?batch={batch}&limit=1"), static page => page["counts", "sent"].GetInt32() + page["counts", "failed"].GetInt32() == 1015, s_limit, "all are sent or failed", Token))["counts"];
        Assert.Equal((25, 990), (counts.GetProperty("sent").GetInt32(), counts.GetProperty("failed").GetInt32()));
        Assert.Equal(10, MailsTo(crowd).Count);
        var failed = await Client.GetAsync($"/api/v1/invitations?batch={batch}&state=failed&limit=200");
        Assert.Contains("10 messages within 24 hours", failed["invitations"][0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(200, (await Client.GetAsync($"/api/v1/invitations?batch={batch}&state=failed&limit=200&cursor={failed.TextOf("nextCursor")}"))["invitations"].GetArrayLength());
        var (id, _) = await IssueAsync(email: crowd);
        var full = await Client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"email"}""");
        Assert.Equal((HttpStatusCode.TooManyRequests, "tooManyMails"), (full.Status, full.TextOf("code")));
        Assert.NotNull(full.Headers.RetryAfter);

        var again = await Client.PostAsync($"/api/v1/batches/{batch}/invitations");
        Assert.Equal((990, 5, 25), (again["queued"].GetInt32(), again["withoutAddress"].GetInt32(), again["alreadyInvited"].GetInt32()));

        Task BatchAsync(string state) => Eventually.TrueAsync(async _ => (await Client.GetAsync($"/api/v1/batches/{batch}")).TextOf("state") == state, s_limit, $"the batch is {state}", Token);
    }

    [Fact]
    public async Task Erasing_a_credential_removes_everything_of_its_holder_and_what_waits_is_not_sent()
    {
        var (id, email) = await IssueAsync();
        await InviteAsync(id, new { delivery = "email" });
        var link = (await MailAsync(email)).Links[0];
        using var browser = new HolderBrowser(issuance.Service);
        await browser.OpenAsync(link);
        var share = (await browser.PostAsync("/api/v1/holder/shares")).TextOf("link")!;
        await browser.PostAsync("/api/v1/holder/corrections", new { field = "holderName", proposed = "Somebody else" });
        var copied = (await InviteAsync(id, new { delivery = "link" })).TextOf("link")!;
        await issuance.StopMailAsync();
        try
        {
            await InviteAsync(id, new { delivery = "email", email = $"second-{email}" });
            var erased = await Client.PostAsync($"/api/v1/credentials/{id}/erase", JsonSerializer.Serialize(new { reason = "withdrawn", confirm = id }));
            Assert.True(erased.Status == HttpStatusCode.OK, erased.Text);
        }
        finally
        {
            issuance.StartMail();
        }

        foreach (var table in (string[])["invitations", "mails", "holder_sessions", "shares", "corrections"])
            Assert.Equal(0, await issuance.Database.ReadAsync($"SELECT COUNT(*) FROM {table} WHERE credential_id = @id", static reader => reader.GetInt32(0), ("@id", Guid.Parse(id))));
        Assert.Equal(0, await issuance.Database.ReadAsync("SELECT COUNT(*) FROM holder_links WHERE credential_id = @id AND seed IS NOT NULL", static reader => reader.GetInt32(0), ("@id", Guid.Parse(id))));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/holder")).Status);
        await AssertRefusedAsync(browser, HttpStatusCode.Gone, "erased", copied);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/api/v1/shares/{HolderBrowser.TokenOf(share)}")).Status);
        Assert.Equal("erased", (await Client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"link"}""")).TextOf("code"));
        // A later message has passed it.
        var (next, barrier) = await IssueAsync();
        await InviteAsync(next, new { delivery = "email" });
        await MailAsync(barrier);
        Assert.Empty(MailsTo($"second-{email}"));
    }

    [Fact]
    public async Task Holders_who_have_opened_their_page_are_told_once_that_their_credential_expires()
    {
        var soon = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(10);
        var (id, email) = await IssueAsync(expiry: soon);
        var (unopened, other) = await IssueAsync(expiry: soon);
        var (far, later) = await IssueAsync(expiry: soon.AddDays(100));
        foreach (var one in (string[])[id, unopened, far]) await InviteAsync(one, new { delivery = "email", language = "de" });
        using var browser = new HolderBrowser(issuance.Service);
        await browser.OpenAsync((await MailAsync(email)).Links[0]);
        await browser.OpenAsync((await MailAsync(later)).Links[0]);

        var notice = await MailAsync(email, 2);

        Assert.StartsWith("Ihr Nachweis läuft am ", notice.Message.Subject, StringComparison.Ordinal);
        Assert.Contains($"{soon.Day}. ", notice.Message.Subject, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(notice.Links[0])).Status);

        // One that is due later is noticed in another round; those of before are not told again.
        var (barrier, last) = await IssueAsync(expiry: soon);
        await InviteAsync(barrier, new { delivery = "email" });
        await browser.OpenAsync((await MailAsync(last)).Links[0]);
        await MailAsync(last, 2);
        Assert.Equal((2, 1, 1), (MailsTo(email).Count, MailsTo(other).Count, MailsTo(later).Count));
    }

    [Fact]
    public async Task Whoever_is_limited_to_an_organisation_sees_and_does_nothing_of_another_one()
    {
        var (id, email) = await IssueAsync();
        var invitation = await InviteAsync(id, new { delivery = "email" });
        using var browser = new HolderBrowser(issuance.Service);
        await browser.OpenAsync((await MailAsync(email)).Links[0]);
        var correction = await browser.PostAsync("/api/v1/holder/corrections", new { field = "holderName", proposed = "Somebody else" });
        var theirs = $"Other School {Guid.NewGuid():N}";
        var key = (await Client.PostAsync("/admin/api-keys", JsonSerializer.Serialize(new { name = "Other", roles = (string[])["issuer"], organisation = theirs }))).TextOf("key");
        using var http = issuance.Service.CreateClient(key);
        var client = new ApiClient(http);

        foreach (var path in (string[])[$"credentials/{id}/invitations", "issuers/university-of-london/mail-texts"]) (await client.GetAsync($"/api/v1/{path}")).AssertProblem(HttpStatusCode.NotFound);
        (await client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"link"}""")).AssertProblem(HttpStatusCode.NotFound);
        (await client.PostAsync($"/api/v1/invitations/{invitation.TextOf("id")}/revoke")).AssertProblem(HttpStatusCode.NotFound);
        (await client.PostAsync($"/api/v1/invitations/{invitation.TextOf("id")}/resend")).AssertProblem(HttpStatusCode.NotFound);
        (await client.PostAsync($"/api/v1/corrections/{correction.TextOf("id")}/answer", """{"decision":"corrected"}""")).AssertProblem(HttpStatusCode.NotFound);
        Assert.Equal(0, (await client.GetAsync("/api/v1/invitations"))["invitations"].GetArrayLength());
        var open = await client.GetAsync("/api/v1/corrections");
        Assert.Equal((0, 0), (open["corrections"].GetArrayLength(), open["open"].GetInt32()));
    }

    [Fact]
    public async Task A_holder_may_make_new_links_however_many_have_ended_and_those_that_are_long_over_are_removed()
    {
        var (id, _) = await IssueAsync();
        using var holder = new HolderBrowser(issuance.Service);
        await holder.OpenAsync((await InviteAsync(id, new { delivery = "link" })).TextOf("link")!);
        var now = DateTimeOffset.UtcNow;
        for (var one = 0; one < 200; one++) await InsertAsync(now.AddMinutes(one - 300), switchedOff: true);
        var kept = (await holder.PostAsync("/api/v1/holder/shares")).TextOf("id");
        Assert.NotNull(kept);
        Assert.NotNull((await holder.PostAsync("/api/v1/holder/shares")).TextOf("id"));
        Assert.Equal(200, await CountAsync());
        Assert.Equal(2, (await holder.GetAsync("/api/v1/holder"))["shares"].EnumerateArray().Count(static share => share.GetProperty("switchedOffAt").ValueKind == JsonValueKind.Null));

        await InsertAsync(now.AddDays(-800), switchedOff: true);
        await InsertAsync(now.AddDays(-800), switchedOff: false);
        await using var starting = await issuance.StartServiceAsync(); // Tidies up when it starts, and then every minute.
        await Eventually.TrueAsync(async _ => await CountAsync() == 200, s_limit, "what ended two years ago is removed", Token);

        Task<int> CountAsync() => issuance.Database.ReadAsync("SELECT COUNT(*) FROM shares WHERE credential_id = @id", static reader => reader.GetInt32(0), ("@id", Guid.Parse(id)));

        Task<int> InsertAsync(DateTimeOffset made, bool switchedOff) => issuance.Database.ExecuteAsync(
            "INSERT INTO shares (id, credential_id, token_hash, created_at, expires_at, switched_off_at, opened) VALUES (@id, @credential, @hash, @made, @ended, @off, 0)",
            ("@id", Guid.CreateVersion7(made)), ("@credential", Guid.Parse(id)), ("@hash", RandomSecret.HashOf(RandomSecret.Create())), ("@made", issuance.Database.Dialect.Time(made)),
            ("@ended", switchedOff ? null : issuance.Database.Dialect.Time(made.AddDays(1))), ("@off", switchedOff ? issuance.Database.Dialect.Time(made) : null));
    }

    private static async Task AssertRefusedAsync(HolderBrowser browser, HttpStatusCode status, string code, string link)
    {
        var refused = await browser.OpenAsync(link);
        refused.AssertProblem(status);
        Assert.Equal(code, refused.TextOf("code"));
    }

    private async Task<(string Id, string Email)> IssueAsync(string? holderName = null, string? email = null, string issuer = Issuer, string metadata = "null", DateOnly? expiry = null)
    {
        email ??= $"holder-{Guid.NewGuid():N}@example.org";
        var answer = await Client.IssueAsync(JsonSerializer.Serialize(new
        {
            holderName = holderName ?? $"Holder {Guid.NewGuid()}",
            holderId = Guid.NewGuid().ToString(),
            holderEmail = email.Length == 0 ? null : email,
            credentialType = "Bachelor of Science",
            issuerName = issuer,
            metadata = JsonElement.Parse(metadata),
            expiryDate = expiry,
        }));
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
        return (answer.TextOf("credential", "id")!, email);
    }

    private async Task<Answer> InviteAsync(string id, object request)
    {
        var answer = await Client.PostAsync($"/api/v1/credentials/{id}/invitations", JsonSerializer.Serialize(request));
        Assert.True(answer.Status == HttpStatusCode.Created, $"{answer.Status}: {answer.Text}");
        return answer;
    }

    private async Task<JsonElement> OfAsync(string id) => (await Client.GetAsync($"/api/v1/credentials/{id}/invitations"))["invitations"];

    private List<CaughtMail> MailsTo(string email) => [.. issuance.Mails.Mails.Where(mail => mail.Recipients.Contains(email)).Reverse()];

    /// <summary>Waits for a message to an address, the first or a later one.</summary>
    private async Task<CaughtMail> MailAsync(string email, int number = 1) => (await Eventually.ResultAsync(
        _ => Task.FromResult(MailsTo(email)), mails => mails.Count >= number, s_limit, string.Create(CultureInfo.InvariantCulture, $"message {number} has arrived"), Token))[number - 1];
}
