using KubeCredential.Hosting;
using KubeCredential.Messaging;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Tests.Storage;

/// <summary>What the issuance service writes down, in the transaction of what it tells of. The trail itself is tested in <c>KubeCredential.Storage.Tests</c>.</summary>
public abstract class AuditTrailTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    public sealed class OnSqlite(TestDatabases databases) : AuditTrailTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : AuditTrailTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task A_credential_and_its_entry_are_written_together()
    {
        var issued = (await Database.AppendAsync(3))[1];

        var entries = await ReadAsync(new(issued.Credential.Id, null, null, null, null));

        var entry = Assert.Single(entries);
        Assert.Equal((AuditAction.Issued, AuditOutcome.Done, "key:test"), (entry.Action, entry.Outcome, entry.Actor));
        Assert.Equal((WorkerIdentity.Id, issued.EventId, issued.CorrelationId), (entry.WorkerId, entry.EventId, entry.CorrelationId));
        Assert.Equal(issued.TraceParent?.Substring(3, 32), entry.TraceId);
        Assert.Equal(issued.Credential.Timestamp, entry.At);
        Assert.False(entry.Sealed);
        Assert.Equal(3, await Database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task A_duplicate_leaves_no_entry()
    {
        var first = NewCredentials.Make();
        await Database.Credentials.AppendAsync([first], TimeSpan.Zero, Token);
        await Database.Credentials.AppendAsync([first.Again()], TimeSpan.Zero, Token);

        Assert.Equal(1, await Database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task What_becomes_of_an_event_is_written_down()
    {
        var outbox = Database.Outbox();
        var issued = (await Database.AppendAsync(1))[0];
        var epoch = await outbox.GetEpochAsync(Token);
        var claimed = Assert.Single(await outbox.ClaimAsync(Token));
        await outbox.ReleaseAsync([issued.EventId], Token);
        await outbox.MarkFaultAsync(claimed, TimeSpan.Zero, "Redis refused the event.", Token);
        await outbox.MarkPublishedAsync(epoch, [(issued.EventId, "1-1")], Token);
        await outbox.RepublishAsync([issued.EventId], Token);
        await outbox.MarkPublishedAsync(epoch, [(issued.EventId, "1-2")], Token);
        await outbox.ConfirmAsync([new Confirmation(issued.EventId, issued.Credential.Id, 1, ConfirmationOutcome.Dead, "w", DateTimeOffset.UnixEpoch, "It is too large.")], Token);
        await Database.Report.ReprocessAsync([issued.EventId], "key:test", Token);
        await outbox.MarkPublishedAsync(epoch, [(issued.EventId, "1-3")], Token);
        await outbox.ConfirmAsync([new Confirmation(issued.EventId, default, 0, ConfirmationOutcome.Dead, "", default, "The verifier holds it among its dead letters.")], Token);
        await Database.Report.DiscardAsync(issued.EventId, "Nobody misses it.", "key:test", Token);

        var entries = await new AuditReader(Database.Dialect).TimelineAsync(issued.Credential.Id, 100, Token);

        Assert.Equal(
            [
                (AuditAction.Issued, AuditOutcome.Done, (int?)null, null, "key:test"),
                (AuditAction.Retried, AuditOutcome.Failed, 1, "Redis did not take the event; it is published when Redis is back.", AuditActor.System),
                (AuditAction.Retried, AuditOutcome.Failed, 1, "Redis refused the event.", AuditActor.System),
                (AuditAction.Published, AuditOutcome.Done, 1, null, AuditActor.System),
                (AuditAction.Republished, AuditOutcome.Done, 2, "The event was neither confirmed nor on its way.", AuditActor.System),
                (AuditAction.Published, AuditOutcome.Done, 2, null, AuditActor.System),
                (AuditAction.DeadLettered, AuditOutcome.Failed, 2, "It is too large.", AuditActor.System),
                (AuditAction.Reprocessed, AuditOutcome.Done, 3, "It is too large.", "key:test"),
                (AuditAction.Published, AuditOutcome.Done, 3, null, AuditActor.System),
                (AuditAction.DeadLettered, AuditOutcome.Failed, 3, "The verifier holds it among its dead letters.", AuditActor.System),
                (AuditAction.Discarded, AuditOutcome.Done, 3, "Nobody misses it.", "key:test"),
            ],
            entries.Select(static entry => (entry.Action, entry.Outcome, entry.Attempt, entry.Detail, entry.Actor)));
        Assert.All(entries, entry => Assert.Equal((issued.EventId, issued.CorrelationId, issued.TraceParent?.Substring(3, 32)), (entry.EventId!.Value, entry.CorrelationId, entry.TraceId)));
    }

    [Fact]
    public async Task An_event_that_is_confirmed_before_it_is_marked_counts_as_published_once()
    {
        var outbox = Database.Outbox();
        var issued = (await Database.AppendAsync(1))[0];
        var epoch = await outbox.GetEpochAsync(Token);
        await outbox.ClaimAsync(Token);
        await outbox.ConfirmAsync([new Confirmation(issued.EventId, issued.Credential.Id, 1, ConfirmationOutcome.Applied, "w", DateTimeOffset.UnixEpoch)], Token);

        await outbox.MarkPublishedAsync(epoch, [(issued.EventId, "1-1")], Token);
        await outbox.MarkPublishedAsync(epoch, [(issued.EventId, "1-2")], Token);

        var delivery = (await Database.Credentials.FindAsync(issued.Credential.Id, Token))!.Delivery;
        Assert.Equal(("confirmed", 1), (delivery.State, delivery.Publications));
        Assert.Equal([AuditAction.Issued, AuditAction.Published], (await new AuditReader(Database.Dialect).TimelineAsync(issued.Credential.Id, 10, Token)).Select(static entry => entry.Action));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_leaves_no_entry()
    {
        await Database.Outbox().ReleaseAsync([Guid.NewGuid()], Token);
        await Database.Report.DiscardAsync(Guid.NewGuid(), "reason", "key:test", Token);

        Assert.Equal(0, await Database.CountAsync("audit_entries"));
    }

    [Fact]
    public async Task A_new_epoch_is_written_down()
    {
        var outbox = Database.Outbox();
        await outbox.RenewEpochAsync(await outbox.GetEpochAsync(Token), Token);

        Assert.Equal(AuditAction.EpochRenewed, Assert.Single(await ReadAsync(new(null, null, null, null, null))).Action);
    }

    private async Task<List<AuditDocument>> ReadAsync(AuditReader.Filter filter) =>
        (await new AuditReader(Database.Dialect).ReadAsync(filter, null, 100, Token)).ConvertAll(static one => one.Entry);
}
