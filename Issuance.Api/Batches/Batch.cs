using System.Data.Common;
using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Storage;

namespace Issuance.Api.Batches;

/// <summary>A batch as it is in the database.</summary>
internal sealed record Batch(Guid Id, string Action, string State)
{
    /// <summary>The columns that <see cref="Read"/> reads, in order.</summary>
    public const string Columns =
        """
        id, action, state, organisation, actor, correlation_id, type_name, issuer, reason, note, all_or_nothing, file_name, format, encoding, delimiter, bytes, has_file, columns, defaults, types, revision,
        row_count, valid_count, invalid_count, done_count, failed_count, verifiable_count, verified_row, verified_count, last_row, seed, chunk_at, chunk_from, chunk_to, singles_at, problem, bytes_read, created_at, validated_at, confirmed_at, finished_at
        """;

    public string? Organisation { get; init; }

    public required string Actor { get; init; }

    public required string CorrelationId { get; init; }

    public string? TypeName { get; init; }

    public string? Issuer { get; init; }

    public string? Reason { get; init; }

    public string? Note { get; init; }

    public bool AllOrNothing { get; init; }

    public string? FileName { get; init; }

    public string? Format { get; init; }

    public string? Encoding { get; init; }

    public string? Delimiter { get; init; }

    public long Bytes { get; init; }

    public bool HasFile { get; init; }

    /// <summary>What the columns mean; null until they have been read.</summary>
    public IReadOnlyList<BatchColumnDocument>? Headings { get; init; }

    public IReadOnlyList<BatchDefault> Defaults { get; init; } = [];

    /// <summary>The registered types by which the rows were checked, by name and issuer.</summary>
    public IReadOnlyDictionary<string, string> Types { get; init; } = new Dictionary<string, string>();

    public int Revision { get; init; }

    public BatchCounts Counts { get; init; } = new(0, 0, 0, 0, 0, 0);

    public int VerifiedRow { get; init; }

    public int VerifiedCount { get; init; }

    public int LastRow { get; init; }

    public required byte[] Seed { get; init; }

    /// <summary>The chunk that may have been begun, or null.</summary>
    public BatchChunk? Chunk { get; init; }

    public DateTimeOffset? SinglesAt { get; init; }

    public string? Problem { get; init; }

    /// <summary>Up to where the file has been read while its rows are checked.</summary>
    public long BytesRead { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ValidatedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Under whose name the meanings of columns are remembered.</summary>
    public string MappingOwner => Organisation is { } organisation ? $"organisation:{organisation}" : Actor;

    /// <summary>For what the meanings of columns are remembered.</summary>
    public string MappingKind => $"{Action}:{TypeName}";

    /// <summary>Whether nothing more is expected to happen, neither to its rows nor to their delivery.</summary>
    public bool HasEnded => State is BatchState.Cancelled or BatchState.Refused || (State == BatchState.Done && Counts.Verifiable >= Counts.Done);

    /// <summary>How much of the file has been read while its rows are checked; else null.</summary>
    public BatchProgress? Progress => State == BatchState.Validating ? new BatchProgress(BytesRead, Bytes) : null;

    /// <summary>The batch as the endpoints return it.</summary>
    /// <param name="fields">What a column can mean.</param>
    /// <param name="keepFor">How long it is kept.</param>
    public BatchDocument ToDocument(IReadOnlyList<BatchFieldDocument> fields, TimeSpan keepFor) => new(
        Id, Action, State, TypeName, Issuer, AllOrNothing, Reason, new BatchFileDocument(FileName, Format ?? "csv", Encoding, Delimiter, Bytes), Headings ?? [], fields, Defaults, Counts, Progress, Problem,
        Problem is null ? null : RuleCodes.Of(Problem), Actor,
        CreatedAt, ValidatedAt, ConfirmedAt, FinishedAt, CreatedAt + keepFor);

    /// <summary>Reads <see cref="Columns"/>.</summary>
    public static Batch Read(DbDataReader reader, SqlDialect dialect)
    {
        var at = 0;
        return new Batch(reader.GetGuid(at++), reader.GetString(at++), reader.GetString(at++))
        {
            Organisation = reader.StringOrNull(at++),
            Actor = reader.GetString(at++),
            CorrelationId = reader.GetString(at++),
            TypeName = reader.StringOrNull(at++),
            Issuer = reader.StringOrNull(at++),
            Reason = reader.StringOrNull(at++),
            Note = reader.StringOrNull(at++),
            AllOrNothing = reader.GetInt16(at++) != 0,
            FileName = reader.StringOrNull(at++),
            Format = reader.StringOrNull(at++),
            Encoding = reader.StringOrNull(at++),
            Delimiter = reader.StringOrNull(at++),
            Bytes = reader.GetInt64(at++),
            HasFile = reader.GetInt16(at++) != 0,
            Headings = reader.StringOrNull(at++) is { } columns ? JsonSerializer.Deserialize(columns, BatchJson.Relaxed.IReadOnlyListBatchColumnDocument) : null,
            Defaults = reader.StringOrNull(at++) is { } defaults ? JsonSerializer.Deserialize(defaults, BatchJson.Relaxed.IReadOnlyListBatchDefault)! : [],
            Types = reader.StringOrNull(at++) is { } types ? JsonSerializer.Deserialize(types, BatchJson.Relaxed.DictionaryStringString)! : [],
            Revision = reader.GetInt32(at++),
            Counts = new BatchCounts(
                Rows: reader.GetInt32(at++), Valid: reader.GetInt32(at++), Invalid: reader.GetInt32(at++), Done: reader.GetInt32(at++), Failed: reader.GetInt32(at++), Verifiable: reader.GetInt32(at++)),
            VerifiedRow = reader.GetInt32(at++),
            VerifiedCount = reader.GetInt32(at++),
            LastRow = reader.GetInt32(at++),
            Seed = reader.GetFieldValue<byte[]>(at++),
            Chunk = dialect.ReadTimeOrNull(reader, at++) is { } chunkAt ? new BatchChunk(chunkAt, reader.GetInt32(at++), reader.GetInt32(at++)) : Skip(ref at),
            SinglesAt = dialect.ReadTimeOrNull(reader, at++),
            Problem = reader.StringOrNull(at++),
            BytesRead = reader.GetInt64(at++),
            CreatedAt = dialect.ReadTime(reader, at++),
            ValidatedAt = dialect.ReadTimeOrNull(reader, at++),
            ConfirmedAt = dialect.ReadTimeOrNull(reader, at++),
            FinishedAt = dialect.ReadTimeOrNull(reader, at),
        };

        static BatchChunk? Skip(ref int at)
        {
            at += 2;
            return null;
        }
    }
}

/// <summary>Rows that are written together.</summary>
/// <param name="At">The time of everything written in it, from which the IDs are made: whole milliseconds.</param>
/// <param name="From">The first row.</param>
/// <param name="To">The last row.</param>
internal sealed record BatchChunk(DateTimeOffset At, int From, int To);
