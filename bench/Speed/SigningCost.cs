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
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(12);

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
        foreach (var service in (DotnetService[])[signed, unsigned]) await MeasureAsync(service, Issuers[0], s_warmUp);
        await CompareAsync(
            report, "credentials a second, each answered after its commit",
            [.. Issuers.Select(connections => new Comparison(string.Create(CultureInfo.InvariantCulture, $"issuing, {connections} connections"), () => MeasureAsync(signed, connections, duration), () => MeasureAsync(unsigned, connections, duration)))],
            rounds);

        async Task<DotnetService> StartAsync(Build build) => await servers.IssuanceAsync(
            await servers.RedisAsync(cancellationToken), await servers.Postgres.CreateDatabaseAsync("issuance", cancellationToken), cancellationToken, build.Issuance,
            new() { ["Outbox__PollInterval"] = "00:01:00", ["Outbox__ConfirmTimeout"] = "01:00:00" }); // There is no verifier, and one rests while the other is measured.

        async Task<Work> MeasureAsync(DotnetService service, int connections, TimeSpan time)
        {
            var cpu = servers.CountCpu();
            var result = await Wrk.IssueAsync(new Uri(service.Url, "api/v1/credentials/issue"), string.Create(CultureInfo.InvariantCulture, $"sign {run++}"), connections, time, cancellationToken);
            await Servers.PublishedAsync(service, cancellationToken);
            return Work.Of(result.Rate * time.TotalSeconds, time.TotalSeconds, cpu);
        }
    }

    private static async Task DrainAsync(Report report, int events, int rounds, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        await using Backlog signed = await Backlog.StartAsync(servers, Build.This, cancellationToken), unsigned = await Backlog.StartAsync(servers, Unsigned, cancellationToken);
        var round = 0;
        foreach (var backlog in (Backlog[])[signed, unsigned]) await backlog.DrainAsync(Draining.WarmUp, round++, cancellationToken);
        await CompareAsync(
            report, string.Create(CultureInfo.InvariantCulture, $"events a second, of a backlog of {events:N0}"), [new Comparison("delivering", () => MeasureAsync(signed), () => MeasureAsync(unsigned))], rounds);

        async Task<Work> MeasureAsync(Backlog backlog)
        {
            var (seconds, _, cpu) = await backlog.DrainAsync(events, round++, cancellationToken);
            return Work.Of(events, seconds, cpu);
        }
    }

    private static async Task VerifyAsync(Report report, int rounds, TimeSpan duration, CancellationToken cancellationToken)
    {
        await using var servers = await Servers.StartAsync(cancellationToken);
        Dictionary<string, string?> uncached = new() { ["Verification__CacheMegabytes"] = "0" };
        var (signed, unsigned) = (await StartAsync(Build.This), await StartAsync(Unsigned));
        var from = 0;
        foreach (var (few, many) in new[] { signed, unsigned })
        {
            await MeasureAsync(many, Many, Few, s_warmUp);
            await MeasureAsync(few, Few, Few, s_warmUp);
            await MeasureAsync(many, Many, Many, s_warmUp);
        }

        await CompareAsync(
            report, string.Create(CultureInfo.InvariantCulture, $"verdicts a second, {Verifiers} connections"),
            [
                new("a thousand, cached", () => MeasureAsync(signed.Many, Many, Few, duration), () => MeasureAsync(unsigned.Many, Many, Few, duration)),
                new("a thousand, each read from the database", () => MeasureAsync(signed.Uncached, Few, Few, duration), () => MeasureAsync(unsigned.Uncached, Few, Few, duration)),
                new("each for the first time, of a million", () => MeasureAsync(signed.Many, Many, Many, duration), () => MeasureAsync(unsigned.Many, Many, Many, duration)),
            ],
            rounds);

        async Task<(Uri Uncached, Uri Many)> StartAsync(Build build) =>
            (await Verifying.StartAsync(servers, Few, cancellationToken, uncached, build), await Verifying.StartAsync(servers, Many, cancellationToken, build: build));

        async Task<Work> MeasureAsync(Uri url, int known, int asked, TimeSpan time)
        {
            var cpu = servers.CountCpu();
            var result = await Wrk.VerifyAsync(url, known, asked, Verifiers, time, cancellationToken, from);
            if (asked == Many) from = Wrk.Next(from, result, Verifiers, time); // What was asked for once is remembered.
            return Work.Of(result.Rate * time.TotalSeconds, time.TotalSeconds, cpu);
        }
    }

    /// <summary>Measures each comparison in each round; which of the two comes first alternates.</summary>
    private static async Task CompareAsync(Report report, string unit, Comparison[] comparisons, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var comparison in comparisons)
            {
                if (round % 2 == 0) comparison.WithSignatures.Add(await comparison.Signed());
                comparison.WithoutSignatures.Add(await comparison.Unsigned());
                if (round % 2 != 0) comparison.WithSignatures.Add(await comparison.Signed());
            }
        }

        report.Table(
            [unit, "#signed", "#without signatures", "#ratio of each round, median", "#processor time of each, signed, µs", "#without, µs"],
            comparisons.Select(static one => (string[])
            [
                one.What, Rates(one.WithSignatures), Rates(one.WithoutSignatures), Sample.Text(Sample.Ratio(one.WithSignatures.Select(static work => work.Rate), one.WithoutSignatures.Select(static work => work.Rate)), 2),
                Each(one.WithSignatures), Each(one.WithoutSignatures),
            ]));
        report.Note("");

        static string Rates(List<Work> works) => Sample.Text(works.ConvertAll(static work => work.Rate));
        static string Each(List<Work> works) => Sample.Text(works.ConvertAll(static work => work.Each));
    }

    /// <summary>Work that was done.</summary>
    /// <param name="Rate">How much a second.</param>
    /// <param name="Each">The processor time that all servers together took for each, in microseconds: it depends less than the rate on what else the machine does.</param>
    private readonly record struct Work(double Rate, double Each)
    {
        public static Work Of(double count, double seconds, CpuTime cpu) => new(count / seconds, cpu.ServerSeconds() / count * 1e6);
    }

    /// <summary>The same work with and without signatures.</summary>
    /// <param name="What">The work.</param>
    /// <param name="Signed">Does it with signatures.</param>
    /// <param name="Unsigned">Does it without.</param>
    private sealed record Comparison(string What, Func<Task<Work>> Signed, Func<Task<Work>> Unsigned)
    {
        public List<Work> WithSignatures { get; } = [];

        public List<Work> WithoutSignatures { get; } = [];
    }
}
