using System.Data.Common;
using System.Globalization;
using KubeCredential.Events;
using KubeCredential.Hosting.Background;
using KubeCredential.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Verification.Api.Changes;
using Verification.Api.Credentials;
using Verification.Api.CredentialTypes;
using Verification.Api.Freshness;
using Verification.Api.Projection;
using Verification.Api.Rebuild;
using Verification.Api.Signatures;

namespace Verification.Api.Tests.Storage;

/// <summary>The database of one test, with the current schema, and the stores on it.</summary>
/// <param name="dialect">Access as the service has it: on PostgreSQL with only the rights that it needs.</param>
/// <param name="connectionString">The owner's connection string.</param>
/// <param name="owner">Access with the owner's rights, if the owner is a different role.</param>
internal sealed class TestDatabase(SqlDialect dialect, string connectionString, SqlDialect? owner = null)
{
    private readonly SqlDialect _owner = owner ?? dialect;

    public SqlDialect Dialect => dialect;

    public string ConnectionString => connectionString;

    public ReadModel Model { get; } = new(dialect, SignatureSettings);

    public VerificationStore Store { get; } = new(dialect, SignatureSettings);

    public CredentialCache Cache { get; } = Opened(new(new CredentialLookups(new VerificationStore(dialect, SignatureSettings)), Options.Create(new VerificationOptions())));

    public IssuerKnowledgeStore Knowledge { get; } = new(dialect);

    public ConsumptionCounters Counters { get; } = new(dialect);

    public RebuildStore Rebuilds { get; } = RebuildsOf(dialect, TimeSpan.FromHours(1));

    /// <summary>A store that regards every running rebuild as abandoned.</summary>
    public RebuildStore Impatient { get; } = RebuildsOf(dialect, TimeSpan.FromSeconds(-1));

    public async Task<long> ApplyAsync(params CredentialEvent[] events) =>
        (await Model.ApplyAsync(Array.ConvertAll(events, ChangeOf), TestContext.Current.CancellationToken)).Count;

    /// <summary>The change that an event makes, signed by the tests' issuer.</summary>
    public static CredentialChange ChangeOf(CredentialEvent happened) => ProjectionSteps.ChangeOf(happened.Signed());

    /// <summary>The service's check of signatures on this database, which knows the tests' issuer. The issuer itself cannot be asked.</summary>
    public SignatureChecks Signatures() => new(Keys(null), SignatureSettings);

    /// <summary>The keys of the issuer that this database holds, or that it says when it is asked.</summary>
    /// <param name="issuer">What the issuer answers: JSON text; null if it cannot be asked.</param>
    public IssuerKeys Keys(Func<string>? issuer)
    {
        var http = issuer is null ? new HttpClient { BaseAddress = new Uri("http://127.0.0.1:9") } : new HttpClient(new Answers(issuer)) { BaseAddress = new Uri("http://issuance-api") };
        var scopes = new ServiceCollection().AddSingleton(new IssuerKeyFeed(http)).BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        return new IssuerKeys(
            new IssuerKeyStore(dialect, SignatureSettings), scopes, new DatabaseReadiness(), SignatureSettings, TimeProvider.System, new LoopRegistry(TimeProvider.System), NullLogger<IssuerKeys>.Instance);
    }

    public static IOptions<SignatureOptions> SignatureSettings { get; } = Options.Create(new SignatureOptions { KeySecret = TestKeys.Environment["Signatures__KeySecret"]! });

    private sealed class Answers(Func<string> text) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent(text()) });
    }

    private static readonly IServiceScopeFactory s_nowhere = new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();

    /// <summary>The service's event subscriber on this database.</summary>
    public CredentialProjection Projection() => Projection(out _);

    public CredentialProjection Projection(out ErasedPages erased) => Projection(out erased, Signatures(), new ForgedEntries(TimeProvider.System));

    public CredentialProjection Projection(SignatureChecks signatures, ForgedEntries forged) => Projection(out _, signatures, forged);

    private CredentialProjection Projection(out ErasedPages erased, SignatureChecks signatures, ForgedEntries forged)
    {
        var (ready, loops) = (new DatabaseReadiness(), new LoopRegistry(TimeProvider.System));
        erased = new ErasedPages(dialect, ready, loops, NullLogger<ErasedPages>.Instance);
        return new CredentialProjection(
            Model, signatures, forged, Cache, erased,
            new Knowledge(Knowledge, signatures, ready, TimeProvider.System, loops, NullLogger<Knowledge>.Instance), new KnownTypes(new TypeStore(dialect), s_nowhere, ready, TimeProvider.System, loops, NullLogger<KnownTypes>.Instance), Counters, new ConsumptionControl(dialect), ready, dialect, TimeProvider.System);
    }

    /// <summary>A cache that is used, as while announcements arrive.</summary>
    public static CredentialCache Opened(CredentialCache cache)
    {
        cache.Open();
        return cache;
    }

    /// <summary>Opens a connection of the owner.</summary>
    public ValueTask<DbConnection> OpenAsOwnerAsync(CancellationToken cancellationToken) => _owner.OpenAsync(cancellationToken);

    /// <summary>Runs a statement as the owner.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await _owner.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await _owner.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.Command(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>The hash of the live content.</summary>
    public async Task<string> HashAsync() => (await Rebuilds.CompareAsync(-1, TestContext.Current.CancellationToken)).LiveHash;

    /// <summary>Makes the database refuse every credential of this holder, and no others.</summary>
    public async Task RefuseAsync(string holder)
    {
        if (dialect.IsSqlite)
        {
            await ExecuteAsync($"CREATE TRIGGER refuse BEFORE INSERT ON credentials WHEN NEW.holder_name = '{holder}' BEGIN SELECT RAISE(ABORT, 'refused'); END");
            return;
        }

        await ExecuteAsync(
            $$"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF NEW.holder_name = '{{holder}}' THEN RAISE EXCEPTION 'refused'; END IF;
              RETURN NEW;
            END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON credentials FOR EACH ROW EXECUTE FUNCTION refuse();
            """);
    }

    public async Task AllowAsync() => await ExecuteAsync(dialect.IsSqlite ? "DROP TRIGGER refuse" : "DROP TRIGGER refuse ON credentials; DROP FUNCTION refuse()");

    private static RebuildStore RebuildsOf(SqlDialect dialect, TimeSpan abandonedAfter) =>
        new(dialect, new ReadModel(dialect, SignatureSettings), Options.Create(new RebuildOptions { AbandonedAfter = abandonedAfter }));
}
