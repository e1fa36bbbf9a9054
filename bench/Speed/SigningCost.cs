using System.Globalization;
using KubeCredential.TestServers;

namespace KubeCredential.Bench.Speed;

/// <summary>Measures the cost of signatures: issuing, delivering and verifying, by turns with the last commit that had none.</summary>
internal static class SigningCost
{
    private const int Few = 1_000;
    private const int Many = 1_000_000;
    private const int Verifiers = 32;
    private static readonly int[] Issuers = [32, 256];
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(8);

    /// <summary>The build without signatures, made by <c>bench/run.sh</c>.</summary>
    private static Build Unsigned => new(
        Environment.GetEnvironmentVariable("UNSIGNED") ?? throw new InvalidOperationException("UNSIGNED is not set: bench/run.sh sign builds the commit without signatures and says where it is."),
        Signs: false);

    public static async Task RunAsync(Report report, int events, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        report.Section(
            "What signatures cost",
            string.Create(CultureInfo.InvariantCulture, $"This commit, by turns with the last one that had no signatures. {rounds} rounds, of {duration.TotalSeconds:0} s each where nothing else is said; median (least to most)."));
        await IssueAsync(report, rounds, duration, cancellationToken);
        await DrainAsync(report, events, rounds, cancellationToken);
        await VerifyAsync(report, rounds, duration, cancellationToken);
    }

    private static async Task IssueAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        var (signed, unsigned) = (await StartAsync(Build.This), await StartAsync(Unsigned));
        var run = 0;
        foreach (var service in (DotnetService[])[signed, unsigned]) await RateAsync(service, Issuers[0], s_warmUp);
        var comparisons = new List<Comparison>();
        foreach (var connections in Issuers)
            comparisons.Add(new Comparison(string.Create(CultureInfo.InvariantCulture, $"issuing, {connections} connections"), () => RateAsync(signed, connections, duration), () => RateAsync(unsigned, connections, duration)));
        await CompareAsync(report, "credentials a second, each answered after its commit", comparisons, rounds);

        async Task<DotnetService> StartAsync(Build build) => await servers.IssuanceAsync(
            await servers.RedisAsync(cancellationToken), await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken, build.Issuance,
            new() { ["Outbox__PollInterval"] = "00:01:00", ["Outbox__ConfirmTimeout"] = "01:00:00" }); // There is no verifier, and one rests while the other is measured.

        async Task<double> RateAsync(DotnetService service, int connections, TimeSpan time)
        {
            var result = await Wrk.IssueAsync(new Uri(service.Url, "api/v1/credentials/issue"), string.Create(CultureInfo.InvariantCulture, $"sign {run++}"), connections, time, cancellationToken);
            await Servers.PublishedAsync(service, cancellationToken);
            return result.Rate;
        }
    }

    private static async Task DrainAsync(Report report, int events, int rounds, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        await using Backlog signed = await Backlog.StartAsync(servers, Build.This, cancellationToken), unsigned = await Backlog.StartAsync(servers, Unsigned, cancellationToken);
        var round = 0;
        foreach (var backlog in (Backlog[])[signed, unsigned]) await backlog.DrainAsync(Draining.WarmUp, round++, cancellationToken);
        await CompareAsync(
            report, string.Create(CultureInfo.InvariantCulture, $"events a second, of a backlog of {events:N0}"), [new Comparison("delivering", () => RateAsync(signed), () => RateAsync(unsigned))], rounds);

        async Task<double> RateAsync(Backlog backlog) => events / (await backlog.DrainAsync(events, round++, cancellationToken)).Seconds;
    }

    private static async Task VerifyAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        Dictionary<string, string?> uncached = new() { ["Verification__CacheMegabytes"] = "0" };
        var (signed, unsigned) = (await StartAsync(Build.This), await StartAsync(Unsigned));
        var from = 0;
        var comparisons = new List<Comparison>
        {
            new("verifying, a thousand, cached", () => RateAsync(signed.Many, Few, duration), () => RateAsync(unsigned.Many, Few, duration)),
            new("verifying, a thousand, each read from the database", () => RateAsync(signed.Uncached, Few, duration), () => RateAsync(unsigned.Uncached, Few, duration)),
            new("verifying, each for the first time, of a million", () => RateAsync(signed.Many, Many, duration), () => RateAsync(unsigned.Many, Many, duration)),
        };
        foreach (var build in new[] { signed, unsigned })
        {
            await RateAsync(build.Many, Few, s_warmUp);
            await RateAsync(build.Uncached, Few, s_warmUp);
            await RateAsync(build.Many, Many, s_warmUp);
        }

        await CompareAsync(report, string.Create(CultureInfo.InvariantCulture, $"verdicts a second, {Verifiers} connections"), comparisons, rounds);

        async Task<(Uri Uncached, Uri Many)> StartAsync(Build build) =>
            (await Verifying.StartAsync(servers, Few, cancellationToken, uncached, build), await Verifying.StartAsync(servers, Many, cancellationToken, build: build));

        async Task<double> RateAsync(Uri url, int asked, TimeSpan time)
        {
            var result = await Wrk.VerifyAsync(url, url == signed.Uncached || url == unsigned.Uncached ? Few : Many, asked, Verifiers, time, cancellationToken, asked == Many ? from : 0);
            if (asked == Many) from = Wrk.Next(from, result, Verifiers, time); // What was asked for once is remembered.
            return result.Rate;
        }
    }

    /// <summary>Measures each comparison in each round; which of the two comes first alternates.</summary>
    private static async Task CompareAsync(Report report, string unit, List<Comparison> comparisons, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var comparison in comparisons)
            {
                foreach (var isSigned in (bool[])[round % 2 == 0, round % 2 != 0])
                {
                    var rate = await (isSigned ? comparison.Signed : comparison.Unsigned)();
                    (isSigned ? comparison.SignedRates : comparison.UnsignedRates).Add(rate);
                }
            }
        }

        report.Table(
            [unit, "#signed", "#without signatures", "#ratio of each round, median"],
            comparisons.Select(static one => (string[])[one.What, Sample.Text(one.SignedRates), Sample.Text(one.UnsignedRates), Sample.Text(Sample.Ratio(one.SignedRates, one.UnsignedRates), 2)]));
        report.Note("");
    }

    /// <summary>The same work with and without signatures.</summary>
    /// <param name="What">The work.</param>
    /// <param name="Signed">Does it with signatures; returns how much a second.</param>
    /// <param name="Unsigned">Does it without.</param>
    private sealed record Comparison(string What, Func<Task<double>> Signed, Func<Task<double>> Unsigned)
    {
        public List<double> SignedRates { get; } = [];

        public List<double> UnsignedRates { get; } = [];
    }
}
