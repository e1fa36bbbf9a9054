
namespace KubeCredential.Security.Tests.Limits;

/// <summary>What one connection may take: slow, oversized and many ones, as bytes over real sockets.</summary>
public sealed class ConnectionLimitTests(ConnectionLimitTests.Services services) : IClassFixture<ConnectionLimitTests.Services>
{
    private const string Verify = "POST /api/v1/credentials/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DotnetService Verification => services.Verification;

    [Fact]
    public async Task Headers_that_never_end_are_cut_off()
    {
        using var connection = await RawConnection.OpenAsync(Verification);
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n");
        var answer = await connection.DripAsync("A: b\r\n", s_pause * 5, s_limit);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        await AssertWorkingAsync();
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_cut_off_and_no_line_is_logged()
    {
        var lines = Verification.Output.Count;
        using var connection = await RawConnection.OpenAsync(Verification);
        await connection.SendAsync($"{Verify}Content-Length: 60000\r\n\r\n{{\"id\":\"");
        var answer = await connection.DripAsync("a", s_pause, s_limit);
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"success\":false", answer, StringComparison.Ordinal);
        Assert.Contains("too slowly", answer, StringComparison.Ordinal);
        // There is no issuance service that could be asked for its keys and issuers, which is said meanwhile.
        Assert.DoesNotContain(Verification.Output.Skip(lines), static line => !line.Contains("could not be read", StringComparison.Ordinal) && !line.Contains("loop has failed", StringComparison.Ordinal));
        await AssertWorkingAsync();
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        using var connection = await RawConnection.OpenAsync(Verification);
        Assert.Equal("", await connection.ReadToEndAsync(s_limit));
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_cut_off()
    {
        using var connection = await RawConnection.OpenAsync(Verification, isNarrow: true);
        // More than all buffers on the way hold.
        for (var i = 0; i < 20; i++) await connection.SendAsync("GET /openapi/v1.json HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await Eventually.TrueAsync(async _ => await HasCutOffAsync("min_response_data_rate"), s_limit, "the service has cut it off", Token);
        Assert.InRange((await connection.ReadToEndAsync(s_limit)).Split("HTTP/1.1 200 OK").Length - 1, 0, 19);
        await AssertWorkingAsync();
    }

    [Theory]
    [InlineData(414)]
    [InlineData(431)]
    [InlineData(432)]
    [InlineData(413)]
    public async Task What_is_too_large_is_refused_before_it_is_read(int what)
    {
        using var connection = await RawConnection.OpenAsync(Verification);
        await connection.SendAsync(what switch
        {
            414 => $"GET /{new string('a', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            431 => $"GET / HTTP/1.1\r\nHost: localhost\r\nA: {new string('a', 20_000)}\r\n\r\n",
            432 => $"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 70).Select(static one => $"H{one}: 1\r\n"))}\r\n",
            _ => $"{Verify}Content-Length: 2000000\r\n\r\n",
        });
        var answer = await connection.DripAsync("", s_pause, s_limit);
        Assert.StartsWith($"HTTP/1.1 {Math.Min(what, 431)} ", answer, StringComparison.Ordinal);
        await AssertWorkingAsync();
    }

    [Theory]
    [InlineData("X-Correlation-ID: a\nSet-Cookie: b=c")]
    [InlineData("X-Correlation-ID: a\rSet-Cookie: b=c")]
    [InlineData("X-Correlation-ID: a\0b")]
    [InlineData("X-Correlation-ID : a")]
    [InlineData("Authorization: Bearer kc_\r\n Set-Cookie: b=c")]
    [InlineData("traceparent: 00-\nSet-Cookie: b=c")]
    public async Task A_header_in_a_header_comes_back_nowhere(string header)
    {
        foreach (var service in (DotnetService[])[Verification, services.Issuance])
        {
            using var connection = await RawConnection.OpenAsync(service);
            await connection.SendAsync($"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{header}\r\n\r\n");
            var answer = await connection.ReadToEndAsync(s_limit);
            Assert.Matches("^HTTP/1.1 (400|200) ", answer);
            Assert.DoesNotContain("Set-Cookie", answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Connections_above_the_limit_are_closed_and_a_free_place_is_taken()
    {
        await using var own = await LimitedServices.BeginAsync();
        var service = await own.StartVerificationAsync(("Limits__Connections__Most", "10"));
        var held = new List<RawConnection>();
        try
        {
            // Those that wait for nothing are over the limit when the service closes one at once.
            await Eventually.TrueAsync(
                async _ =>
                {
                    var one = await RawConnection.OpenAsync(service);
                    held.Add(one);
                    await one.SendAsync("GET /alive HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    return !await AnswersAsync(one);
                },
                s_limit, "a connection is refused", Token);
            Assert.InRange(held.Count, 5, 12);
        }
        finally
        {
            held.ForEach(static one => one.Dispose());
        }

        await Eventually.EqualAsync(HttpStatusCode.OK, async _ => (await service.GetAsync("alive", null)).Status, s_limit, "there are places again", Token);

        static async Task<bool> AnswersAsync(RawConnection connection)
        {
            try
            {
                await connection.ReadUntilAsync("HTTP/1.1 200", s_limit);
                return true;
            }
            catch (Exception error) when (error is System.Net.Sockets.SocketException or Xunit.Sdk.TrueException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up_and_a_stream_is_not()
    {
        await using var own = await LimitedServices.BeginAsync();
        var issuance = await own.StartIssuanceAsync(("Limits__Connections__RequestTimeout", "00:00:01"), ("Sessions__FailureDelay", "00:00:20"), ("Limits__Connections__SlowGrace", "00:01:00"));
        using var client = issuance.CreateClient(TestKeys.Of("operator"));
        await using var stream = await EventStreamReader.OpenAsync(client, "api/v1/credentials/stream", Token);

        var reply = await issuance.SendAsync("POST", "api/v1/session", null, new { key = $"kc_nobody_{new string('x', 43)}" });

        reply.AssertProblem(HttpStatusCode.ServiceUnavailable);
        Assert.Contains("took too long", reply["message"]!, StringComparison.Ordinal);
        Assert.NotNull(reply.Headers.RetryAfter);

        // The stream was opened before, and tells what happens after it.
        using var issuer = issuance.CreateClient(TestKeys.Of("issuer"));
        var made = await issuer.SendAsync("POST", "api/v1/credentials/issue", new { holderName = "A", credentialType = "BSc", issuerName = "UoL" });
        var id = made.Json.GetProperty("credential").GetProperty("id").GetString();
        Assert.NotNull(await stream.NextAsync("queues", queues => queues.GetProperty("newestCredentialId").GetString() == id, s_limit, Token));
    }

    /// <summary>Whether the server says that it has ended a connection for a reason.</summary>
    private async Task<bool> HasCutOffAsync(string reason) =>
        (await Verification.GetAsync("metrics", TestKeys.Of("operator"))).Text.Contains($"error_type=\"{reason}\"", StringComparison.Ordinal);

    private async Task AssertWorkingAsync() => Assert.Equal(HttpStatusCode.OK, (await Verification.GetAsync("", null)).Status);

    /// <summary>Both services with short times.</summary>
    public sealed class Services : IAsyncLifetime
    {
        private static readonly (string, string?)[] s_settings =
        [
            ("Limits__Connections__HeadersTimeout", "00:00:02"), ("Limits__Connections__SlowGrace", "00:00:02"), ("Limits__Connections__KeepAliveTimeout", "00:00:03"), ("Limits__Connections__FewestBytesPerSecond", "100000"),
        ];

        private LimitedServices? _services;

        public DotnetService Verification { get; private set; } = null!;

        public DotnetService Issuance { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _services = await LimitedServices.BeginAsync();
            Verification = await _services.StartVerificationAsync(s_settings);
            Issuance = await _services.StartIssuanceAsync(s_settings);
        }

        public async ValueTask DisposeAsync()
        {
            if (_services is not null) await _services.DisposeAsync();
        }
    }
}
