using System.Buffers;
using System.Globalization;
using Issuance.Api.Batches.Files;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>Takes files: a few at a time, each part by part into the database, so that the memory does not depend on their size.</summary>
internal sealed class BatchUpload(BatchStore store, IOptions<BatchOptions> options, TimeProvider time) : IDisposable
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
    internal readonly record struct Result(Batch? Batch, int Status = 0, string? Problem = null);

    /// <summary>Takes a file.</summary>
    public async Task<Result> TakeAsync(Stream body, BatchStore.Order order, string? organisation, string actor, string correlationId, CancellationToken cancellationToken)
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
                for (var number = 0; await FillAsync(body, part, cancellationToken) is > 0 and var count; number++)
                {
                    sniffer.Add(part.AsSpan(0, count));
                    if (sniffer.Problem is { } problem) return new(null, StatusCodes.Status400BadRequest, problem);
                    await store.AddPartAsync(id, number, new ArraySegment<byte>(part, 0, count), cancellationToken);
                    if (count < PartBytes) break;
                }

                var facts = sniffer.Complete();
                if (sniffer.Problem is { } fault) return new(null, StatusCodes.Status400BadRequest, fault);
                var batch = await store.CompleteUploadAsync(id, facts, actor, correlationId, cancellationToken);
                isComplete = true;
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
