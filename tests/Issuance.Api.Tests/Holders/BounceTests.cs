using System.Net;
using System.Text.Json;
using Issuance.Api.Tests.Api;
using KubeCredential.MailCatcher;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;
using MailFolder = KubeCredential.MailCatcher.MailFolder;

namespace Issuance.Api.Tests.Holders;

/// <summary>Messages that another mail server had taken come back: reports in a real mailbox, read by the real service.</summary>
public abstract class BounceTests(IssuanceFixture issuance)
{
    private const string User = "credentials", Password = "bouncesOfATest";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public sealed class OnSqlite(SqliteIssuance issuance) : BounceTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : BounceTests(issuance), IClassFixture<PostgresIssuance>;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_that_comes_back_shows_at_its_invitation_and_nothing_else_in_the_mailbox_is_touched()
    {
        await using var place = await MailPlace.StartAsync(issuance);
        var (returned, delayed, opened, replaced) = (await place.InviteAsync(), await place.InviteAsync(), await place.InviteAsync(), await place.InviteAsync());
        var later = await place.InviteAgainAsync(replaced);
        await place.OpenAsync(opened);

        await place.PutAsync(
            Report(returned.MessageId, "failed", "5.1.1"),
            Report(delayed.MessageId, "delayed", "4.4.1"),
            Report(opened.MessageId, "failed", "5.2.2"),
            Report(replaced.MessageId, "failed", "5.1.1"),
            Report($"{Guid.NewGuid():N}@university.example", "failed", "5.1.1"),
            Report("no-id-of-ours@elsewhere.example", "failed", "5.1.1"),
            Plain("A question about my diploma"));

        await Eventually.TrueAsync(async _ => (await place.InvitationAsync(returned)).GetProperty("state").GetString() == "bounced", s_limit, "the message that came back shows", Token);
        Assert.Equal(
            "The message came back: it could not be delivered (5.1.1). Check the address and invite again, or copy a link.", (await place.InvitationAsync(returned)).GetProperty("problem").GetString());
        await place.ReadAsync(unread: 3); // The delayed one, that of another sender, and the question. What names a message that might have been ours is read.

        Assert.Equal(["sent", "opened", "sent"], [await place.StateAsync(delayed), await place.StateAsync(opened), await place.StateAsync(replaced)]);
        Assert.NotEqual(replaced.MessageId, later);
        Assert.Equal("healthy", (await place.Client.GetAsync("/health"))["checks"].GetProperty("mail").GetProperty("status").GetString());

        // A second report changes nothing, and a new message does.
        await place.PutAsync(Report(returned.MessageId, "failed", "5.7.1"));
        await place.ReadAsync(unread: 3);
        Assert.Contains("5.1.1", (await place.InvitationAsync(returned)).GetProperty("problem").GetString(), StringComparison.Ordinal);
        await place.InviteAgainAsync(returned);
        Assert.Equal("sent", await place.StateAsync(returned));
    }

    [Fact]
    public async Task While_the_mailbox_is_away_everything_else_goes_on_and_afterwards_nothing_was_missed()
    {
        await using var place = await MailPlace.StartAsync(issuance);
        var first = await place.InviteAsync();
        await place.PutAsync(Report(first.MessageId, "failed", null));
        await Eventually.TrueAsync(async _ => await place.StateAsync(first) == "bounced", s_limit, "the message that came back shows", Token);
        Assert.Equal("The message came back: it could not be delivered. Check the address and invite again, or copy a link.", (await place.InvitationAsync(first)).GetProperty("problem").GetString());

        var second = await place.InviteAsync();
        await place.Imap.StopAsync(Token);
        await place.Imap.DeliverAsync(Report(second.MessageId, "failed", "5.1.10").ToString(), Token);
        var third = await place.InviteAsync(); // Sent while the mailbox is away.
        Assert.Equal("sent", await place.StateAsync(third));
        await place.Imap.StartAsync(Token);
        await Eventually.TrueAsync(async _ => await place.StateAsync(second) == "bounced", s_limit, "what came meanwhile shows", Token);
        Assert.DoesNotContain(place.Service.Output, static line => line.Contains(Password, StringComparison.Ordinal) || line.Contains("@example.org", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mail:Bounces:Host needs Mail:Host and Mail:UserName", "Mail__UserName", "")]
    [InlineData("Mail:Bounces:Security must be tls or starttls", "Mail__Bounces__Host", "imap.example.org")]
    [InlineData("Port", "Mail__Bounces__Port", "0")]
    public async Task Settings_with_which_it_cannot_work_are_refused_at_the_start(string told, string name, string value)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => MailPlace.StartServiceAsync(issuance, 9, 9, (name, value)));
        Assert.Contains(told, error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A report as mail servers write it (RFC 3464), with the headers of the message it is about.</summary>
    private static MimeMessage Report(string messageId, string action, string? status)
    {
        var text =
            $"""
            From: MAILER-DAEMON@relay.example
            To: credentials@university.example
            Subject: Undelivered Mail Returned to Sender
            Message-ID: <{Guid.NewGuid():N}@relay.example>
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="part"

            --part
            Content-Type: text/plain

            I'm sorry to have to inform you that your message could not be delivered.
            --part
            Content-Type: message/delivery-status

            Reporting-MTA: dns; relay.example

            Final-Recipient: rfc822; holder@example.org
            Action: {action}
            {(status is null ? "Remote-MTA: dns; mx.example.org" : $"Status: {status} (no such mailbox)")}
            Diagnostic-Code: smtp; 550 5.1.1 <holder@example.org>: Recipient address rejected

            --part
            Content-Type: text/rfc822-headers

            From: credentials@university.example
            To: holder@example.org
            Subject: Your credential
            Message-ID: <{messageId}>

            --part--

            """;
        return MimeMessage.Load(new MemoryStream(System.Text.Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"))));
    }

    private static MimeMessage Plain(string subject)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = "Hello" } };
        message.From.Add(MailboxAddress.Parse("ada@example.org"));
        message.To.Add(MailboxAddress.Parse("credentials@university.example"));
        return message;
    }

    /// <summary>An invitation by mail, and the message.</summary>
    private sealed record Invited(string CredentialId, string InvitationId, string Email, string MessageId, string Link);

    /// <summary>A service, the server that sends its mail, and the mailbox to which mail comes back.</summary>
    private sealed class MailPlace(DotnetService service, ImapServer imap, MailCatcherServer smtp, MailFolder sent, DirectoryInfo directory, int port) : IAsyncDisposable
    {
        public DotnetService Service => service;

        public ImapServer Imap => imap;

        public ApiClient Client { get; } = new(service.HttpClient);

        public static async Task<MailPlace> StartAsync(IssuanceFixture issuance)
        {
            var directory = Directory.CreateTempSubdirectory("kc-bounces-");
            var port = LoopbackPorts.Take();
            var sent = new MailFolder(directory.FullName, TimeProvider.System);
            var smtp = MailCatcherServer.Start(sent, port, new MailBehaviour { SignIn = static (_, _) => true });
            var imap = await ImapServer.StartNewAsync(Password, Token);
            return new MailPlace(await StartServiceAsync(issuance, port, imap.Port), imap, smtp, sent, directory, port);
        }

        public static Task<DotnetService> StartServiceAsync(IssuanceFixture issuance, int smtp, int imap, params (string, string)[] settings) => issuance.StartServiceAsync(
        [
            ("Mail__Host", "127.0.0.1"), ("Mail__Port", $"{smtp}"), ("Mail__Security", "none"), ("Mail__UserName", User), ("Mail__Password", Password), ("Mail__From", "credentials@university.example"),
            ("Mail__Bounces__Host", "127.0.0.1"), ("Mail__Bounces__Port", $"{imap}"), ("Mail__Bounces__Security", "none"), ("Mail__Bounces__PollInterval", "00:00:00.100"),
            ("Holders__PollInterval", "00:00:00.050"), ("Issuers__PublicAddress", "https://credentials.university.example"), ("Batches__VerifyAddress", "https://verify.university.example"), .. settings,
        ]);

        public async Task<Invited> InviteAsync()
        {
            var email = $"holder-{Guid.NewGuid():N}@example.org";
            var issued = await Client.IssueAsync($$"""{"holderName":"Ada Lovelace","holderEmail":"{{email}}","holderId":"{{Guid.NewGuid():N}}","credentialType":"Degree","issuerName":"University of London"}""");
            Assert.True(issued.Status == HttpStatusCode.Created, issued.Text);
            var id = issued.TextOf("credential", "id")!;
            return await SentAsync(id, email, 1, await Client.PostAsync($"/api/v1/credentials/{id}/invitations", """{"delivery":"email"}"""));
        }

        public async Task<string> InviteAgainAsync(Invited invited) =>
            (await SentAsync(invited.CredentialId, invited.Email, 2, await Client.PostAsync($"/api/v1/invitations/{invited.InvitationId}/resend"))).MessageId;

        public async Task OpenAsync(Invited invited)
        {
            using var browser = new HolderBrowser(service);
            Assert.Equal(HttpStatusCode.OK, (await browser.OpenAsync(invited.Link)).Status);
        }

        public async Task<JsonElement> InvitationAsync(Invited invited) =>
            (await Client.GetAsync($"/api/v1/credentials/{invited.CredentialId}/invitations"))["invitations"].EnumerateArray().First();

        public async Task<string?> StateAsync(Invited invited) => (await InvitationAsync(invited)).GetProperty("state").GetString();

        /// <summary>Puts messages into the mailbox.</summary>
        public async Task PutAsync(params MimeMessage[] messages)
        {
            using var client = await ConnectAsync();
            foreach (var message in messages) await client.Inbox.AppendAsync(message, MessageFlags.None, Token);
            await client.DisconnectAsync(true, Token);
        }

        /// <summary>Waits until all but so many messages are marked as read, and sees that it stays so.</summary>
        public async Task ReadAsync(int unread)
        {
            using var client = await ConnectAsync();
            await client.Inbox.OpenAsync(FolderAccess.ReadOnly, Token);
            await Eventually.TrueAsync(
                async token =>
                {
                    await client.NoOpAsync(token);
                    return (await client.Inbox.SearchAsync(SearchQuery.NotSeen, token)).Count == unread;
                },
                s_limit, $"{unread} messages are left as they are", Token);
        }

        public async ValueTask DisposeAsync()
        {
            await service.DisposeAsync();
            await imap.DisposeAsync();
            await smtp.DisposeAsync();
            LoopbackPorts.Return(port);
            directory.Delete(recursive: true);
        }

        private async Task<Invited> SentAsync(string id, string email, int messages, Answer invited)
        {
            Assert.True((int)invited.Status < 300, invited.Text);
            await Eventually.TrueAsync(_ => Task.FromResult(sent.Mails.Count(mail => mail.Recipients.Contains(email)) == messages), s_limit, "the message has come", Token);
            var mail = sent.Mails.Where(mail => mail.Recipients.Contains(email)).MaxBy(static mail => mail.CaughtAt)!;
            var one = new Invited(id, invited.TextOf("id")!, email, mail.Message.MessageId!, mail.Links[0]);
            await Eventually.TrueAsync(async _ => await StateAsync(one) == "sent", s_limit, "the invitation was sent", Token);
            return one;
        }

        private async Task<ImapClient> ConnectAsync()
        {
            var client = new ImapClient();
            await client.ConnectAsync("127.0.0.1", imap.Port, MailKit.Security.SecureSocketOptions.None, Token);
            await client.AuthenticateAsync(User, Password, Token);
            return client;
        }
    }
}
