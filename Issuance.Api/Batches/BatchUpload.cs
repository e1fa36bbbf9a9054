using System.Security.Cryptography;
using System.Buffers;
using System.Globalization;
using Issuance.Api.Idempotency;
using Issuance.Api.Batches.Files;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>Takes files: a few at a time, each part by part into the database, so that the memory does not depend on their size.</summary>
internal sealed class BatchUpload(BatchStore store, IdempotencyStore keys, IOptions<BatchOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The largest file.</summary>
    public const int MaxBytes = 128 * 1024 * 1024;

    /// <summary>The size of each part but the last.</summary>
    public const int PartBytes = 1024 * 1024;

    private const int MostAtOnce = 8;
    private readonly SemaphoreSlim _turns = new(MostAtOnce, MostAtOnce);

    /// <summary>How an upload ended.</summary>
    /// <param name="Batch">The batch; null if it was refused.</param>
    /// <param name="Status">The status code of the refusal.</param>
    /// <param name="Problem">Why it was refused.</param>
    /// <param name="Key">What the idempotency key says, if that is why it was refused.</param>
    internal readonly record struct Result(Batch? Batch, int Status = 0, string? Problem = null, IdempotencyStore.Standing? Key = null);

    /// <summary>Takes a file.</summary>
    /// <param name="body">The file.</param>
    /// <param name="order">What to do with it.</param>
    /// <param name="organisation">The organisation that the caller is restricted to, or null.</param>
    /// <param name="actor">Who sends it.</param>
    /// <param name="correlationId">Links everything that the request causes.</param>
    /// <param name="key">The idempotency key, and what it stands for, made of the hash of the file; or null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Result> TakeAsync(
        Stream body, BatchStore.Order order, string? organisation, string actor, string correlationId, (IdempotencyKey Key, Func<byte[], string> Fingerprint)? key, CancellationToken cancellationToken)
    {
        if (!await _turns.WaitAsync(TimeSpan.Zero, cancellationToken)) return new(null, StatusCodes.Status503ServiceUnavailable, "Too many files are arriving. Try again in a few seconds.");
        var part = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            if (await store.BeginAsync(order, organisation, actor, correlationId, time.GetUtcNow(), options.Value.MostOpen, cancellationToken) is not { } id)
            {
                return new(null, StatusCodes.Status409Conflict, string.Create(
                    CultureInfo.InvariantCulture, $"There are {options.Value.MostOpen} batches that are neither done nor cancelled. Confirm or cancel some of them first."));
            }

            var isComplete = false;
            try
            {
                var sniffer = new FileSniffer();
                using var hash = key is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                for (var number = 0; await FillAsync(body, part, cancellationToken) is > 0 and var count; number++)
                {
                    sniffer.Add(part.AsSpan(0, count));
                    hash?.AppendData(part.AsSpan(0, count));
                    if (sniffer.Problem is { } problem) return new(null, StatusCodes.Status400BadRequest, problem);
                    await store.AddPartAsync(id, number, new ArraySegment<byte>(part, 0, count), cancellationToken);
                    if (count < PartBytes) break;
                }

                var facts = sniffer.Complete();
                if (sniffer.Problem is { } fault) return new(null, StatusCodes.Status400BadRequest, fault);
                if (key is var (sent, fingerprint))
                {
                    var claim = await keys.ClaimAsync(sent, fingerprint(hash!.GetHashAndReset()), id, null, cancellationToken);
                    if (claim.Standing is IdempotencyStore.Standing.Reused or IdempotencyStore.Standing.InProgress) return new(null, Key: claim.Standing);
                    // An earlier attempt may have been cut off before its answer was kept; then its batch is there. What has just arrived is removed again.
                    if (claim.IsRepeated && await store.FindAsync(claim.Other?.Id ?? claim.ResourceId, organisation, cancellationToken) is { } earlier) return new(earlier);
                }

                var batch = await store.CompleteUploadAsync(id, facts, actor, correlationId, cancellationToken);
                isComplete = true;
                if (key is var (done, _)) await keys.AnswerAsync(done, StatusCodes.Status202Accepted, (id, ""), cancellationToken);
                BatchTelemetry.CountUploaded(facts.Format, facts.Bytes);
                return new(batch);
            }
            finally
            {
                // If the database cannot be reached either, the owner loop removes it later.
                if (!isComplete) await store.AbandonAsync(id, CancellationToken.None);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part, clearArray: true);
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private static async Task<int> FillAsync(Stream body, byte[] part, CancellationToken cancellationToken)
    {
        var count = 0;
        while (count < PartBytes && await body.ReadAsync(part.AsMemory(count, PartBytes - count), cancellationToken) is > 0 and var read) count += read;
        return count;
    }
}
