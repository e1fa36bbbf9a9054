using System.Net;
using System.Text;
using System.Text.Json;

namespace Issuance.Api.Tests.Api;

/// <summary>Requests with an <c>Idempotency-Key</c>, through the API of real replicas.</summary>
public abstract class IdempotencyTests(IssuanceFixture issuance)
{
    private readonly string _key = Guid.NewGuid().ToString();
    private readonly string _holder = $"Holder {Guid.NewGuid():N}";

    public sealed class OnSqlite(SqliteIssuance issuance) : IdempotencyTests(issuance), IClassFixture<SqliteIssuance>;

    public sealed class OnPostgres(PostgresIssuance issuance) : IdempotencyTests(issuance), IClassFixture<PostgresIssuance>;

    [Fact]
    public async Task Of_many_requests_with_one_key_over_two_replicas_one_takes_effect_and_all_get_its_answer()
    {
        await using var second = await issuance.StartServiceAsync();
        ApiClient[] clients = [issuance.Client, new(second.HttpClient)];
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            while (true)
            {
                var answer = await SendAsync(clients[number % 2], _key, Body());
                if (answer.Status != HttpStatusCode.Conflict || answer.Headers.RetryAfter is null) return answer;
            }
        }));
        Assert.All(answers, static answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(answers.Select(static answer => answer.Text).Distinct());
        Assert.Single(answers.Select(static answer => answer.Headers.Location).Distinct());
        Assert.Equal(1, await CountAsync());

        await issuance.Client.PostAsync($"/api/v1/credentials/{answers[0].TextOf("credential", "id")}/suspend", """{"reason":"administrative"}""");
        Assert.Equal(answers[0].Text, (await SendAsync(clients[1], $"\"{_key}\"", Body())).Text); // Quoted, as the draft writes it; and as it was then.
    }

    [Fact]
    public async Task A_key_stands_for_one_request_only()
    {
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(issuance.Client, _key, Body())).Status);
        (await SendAsync(issuance.Client, _key, Body("""{"more":1}"""))).AssertProblem(HttpStatusCode.UnprocessableEntity, "Idempotency-Key");
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_duplicate_stays_one_and_a_refused_request_can_be_sent_again_in_another_form()
    {
        var standing = (await issuance.Client.IssueAsync(Body())).TextOf("credential", "id");
        for (var i = 0; i < 2; i++)
        {
            var duplicate = await SendAsync(issuance.Client, _key, Body());
            duplicate.AssertProblem(HttpStatusCode.Conflict);
            Assert.Equal(standing, duplicate.TextOf("credentialId"));
            await issuance.Client.PostAsync($"/api/v1/credentials/{standing}/revoke", """{"reason":"administrative"}""");
        }

        var other = Guid.NewGuid().ToString();
        (await SendAsync(issuance.Client, other, Body("7"))).AssertProblem(HttpStatusCode.BadRequest, "metadata");
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(issuance.Client, other, Body())).Status);
    }

    /// <summary>A process that dies after the commit leaves a key without an answer, and one that dies before it a key without a credential.</summary>
    [Fact]
    public async Task An_attempt_that_was_cut_off_is_carried_out_once()
    {
        var first = await SendAsync(issuance.Client, _key, Body());
        await LoseAnswerAsync();
        var again = await SendAsync(issuance.Client, _key, Body());
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(1, await CountAsync());

        // Before the commit: the key was claimed, and nothing else happened.
        var id = Guid.CreateVersion7();
        await issuance.Database.ExecuteAsync("UPDATE idempotency_keys SET resource_id = @id, event_id = @event WHERE key = @key", ("@id", id), ("@event", Guid.CreateVersion7()), ("@key", _key));
        await LoseAnswerAsync();
        await issuance.Client.PostAsync($"/api/v1/credentials/{first.TextOf("credential", "id")}/revoke", """{"reason":"administrative"}""");
        Assert.Equal(id.ToString(), (await SendAsync(issuance.Client, _key, Body())).TextOf("credential", "id"));
    }

    [Fact]
    public async Task A_key_is_forgotten_after_a_day_and_keeps_nothing_of_the_content()
    {
        var issued = await SendAsync(issuance.Client, _key, Body("""{"secret":"Kohlrabi"}"""));
        var id = issued.TextOf("credential", "id");
        Assert.Equal(HttpStatusCode.OK, (await issuance.Client.PostAsync($"/api/v1/credentials/{id}/erase", $$"""{"reason":"administrative","confirm":"{{id}}"}""")).Status);
        var erased = await SendAsync(issuance.Client, _key, Body("""{"secret":"Kohlrabi"}"""));
        Assert.Equal("erased", erased.TextOf("credential", "status", "state"));
        Assert.DoesNotContain("Kohlrabi", erased.Text, StringComparison.Ordinal);
        await issuance.Database.ExecuteAsync($"UPDATE idempotency_keys SET created_at = {issuance.Database.Dialect.NowPlus("-90000")} WHERE key = @key", ("@key", _key));
        Assert.NotEqual(id, (await SendAsync(issuance.Client, _key, Body("""{"another":"one"}"""))).Json.GetProperty("credential").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Only_keys_older_than_a_day_are_removed()
    {
        var young = Guid.NewGuid().ToString();
        foreach (var key in (string[])[_key, young]) await SendAsync(issuance.Client, key, Body($$"""{"key":"{{key}}"}"""));
        await issuance.Database.ExecuteAsync($"UPDATE idempotency_keys SET created_at = {issuance.Database.Dialect.NowPlus("-90000")} WHERE key = @key", ("@key", _key));
        await new Issuance.Api.Idempotency.IdempotencyStore(issuance.Database.Dialect).CleanAsync(TestContext.Current.CancellationToken);
        Assert.Equal([young], await issuance.Database.ListAsync("SELECT key FROM idempotency_keys WHERE key IN (@one, @other)", static reader => reader.GetString(0), ("@one", _key), ("@other", young)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("\u007f")]
    [InlineData("\"")]
    [InlineData("\"a\"b\"")]
    public async Task A_key_has_visible_ascii_characters(string key) => (await SendAsync(issuance.Client, key, Body())).AssertProblem(HttpStatusCode.BadRequest, "Idempotency-Key");

    private Task<int> LoseAnswerAsync() => issuance.Database.ExecuteAsync(
        $"UPDATE idempotency_keys SET status = NULL, leased_until = {issuance.Database.Dialect.NowPlus("-1")} WHERE key = @key", ("@key", _key));

    private async Task<int> CountAsync() => (await issuance.Client.GetAsync($"/api/v1/credentials?holder={Uri.EscapeDataString(_holder)}"))["items"].GetArrayLength();

    private string Body(string metadata = "null") => $$"""{"holderName":{{JsonSerializer.Serialize(_holder)}},"credentialType":"Diploma","issuerName":"University of London","metadata":{{metadata}}}""";

    private static Task<Answer> SendAsync(ApiClient client, string key, string body) =>
        client.SendAsync(HttpMethod.Post, "/api/v1/credentials/issue", new StringContent(body, Encoding.UTF8, "application/json"), ("Idempotency-Key", key));
}
