using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Issuance.Api.Credentials;
using KubeCredential.Live;
using KubeCredential.Text;

namespace Issuance.Api.Batches;

/// <summary>A batch.</summary>
/// <param name="Id">Its ID.</param>
/// <param name="Action">What it does to each row.</param>
/// <param name="State"><c>validating</c> while its rows are checked; <c>ready</c> to be confirmed; <c>running</c>, <c>paused</c>, <c>done</c> or <c>cancelled</c>; <c>refused</c> if its file cannot be read (see <c>problem</c>).</param>
/// <param name="Type">The credential type of rows that name none, or null.</param>
/// <param name="Issuer">The issuer of rows that name none, or null.</param>
/// <param name="AllOrNothing">Whether it can be confirmed only if no row is invalid.</param>
/// <param name="Reason">The public reason of rows that name none, or null.</param>
/// <param name="File">The file.</param>
/// <param name="Columns">The columns of the file and what they mean; empty until they have been read.</param>
/// <param name="Fields">What a column can mean.</param>
/// <param name="Defaults">Values for all rows in which the field is empty.</param>
/// <param name="Counts">How far it has come.</param>
/// <param name="Progress">How much of the file has been read while its rows are checked; else null.</param>
/// <param name="Problem">Why the file cannot be read, or null.</param>
/// <param name="ProblemCode">The same for programs and for other languages, or null.</param>
/// <param name="CreatedBy">Who uploaded it.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
/// <param name="ValidatedAt">When all rows had been checked, or null.</param>
/// <param name="ConfirmedAt">When it was confirmed, or null.</param>
/// <param name="FinishedAt">When it was done or cancelled, or null.</param>
/// <param name="KeptUntil">When it is removed with its rows.</param>
internal sealed record BatchDocument(
    Guid Id,
    [property: AllowedValues(BatchAction.Issue, BatchAction.Revoke, BatchAction.Suspend, BatchAction.Reinstate, BatchAction.Renew)] string Action,
    [property: AllowedValues(BatchState.Validating, BatchState.Ready, BatchState.Running, BatchState.Paused, BatchState.Done, BatchState.Cancelled, BatchState.Refused)] string State,
    string? Type,
    string? Issuer,
    bool AllOrNothing,
    string? Reason,
    BatchFileDocument File,
    IReadOnlyList<BatchColumnDocument> Columns,
    IReadOnlyList<BatchFieldDocument> Fields,
    IReadOnlyList<BatchDefault> Defaults,
    BatchCounts Counts,
    BatchProgress? Progress,
    string? Problem,
    RuleCode? ProblemCode,
    string CreatedBy,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ValidatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? ConfirmedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? FinishedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset KeptUntil);

/// <summary>The file of a batch.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Format">Its format, recognised by its content: <c>csv</c>, <c>ndjson</c> or <c>xlsx</c>.</param>
/// <param name="Encoding">How its text is encoded: <c>utf-8</c>, <c>utf-16le</c>, <c>utf-16be</c> or <c>windows-1252</c>; null for xlsx.</param>
/// <param name="Delimiter">What separates the cells of a csv; null for the other formats, or until it has been found out.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BatchFileDocument(
    string? Name,
    [property: AllowedValues("csv", "ndjson", "xlsx")] string Format,
    [property: AllowedValues("utf-8", "utf-16le", "utf-16be", "windows-1252")] string? Encoding,
    [property: AllowedValues(",", ";", "\t")] string? Delimiter,
    long Bytes);

/// <summary>A column of a file.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Field">What it means: one of the batch's fields, or <c>metadata.</c> and any name; null if it is left out.</param>
/// <param name="Samples">Its values in the first rows.</param>
/// <param name="Source">How its meaning was found: <c>given</c> by somebody for this file, <c>remembered</c> from an earlier one, or <c>guessed</c> by its heading; null if it is left out and nobody said so.</param>
internal sealed record BatchColumnDocument(
    string Name, string? Field, IReadOnlyList<string?> Samples, [property: AllowedValues(ColumnSource.Given, ColumnSource.Remembered, ColumnSource.Guessed)] string? Source = null);

/// <summary>How the meaning of a column was found.</summary>
internal static class ColumnSource
{
    public const string Given = "given";
    public const string Remembered = "remembered";
    public const string Guessed = "guessed";
}

/// <summary>How much of a file has been read.</summary>
/// <param name="BytesRead">Up to where.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record BatchProgress(long BytesRead, long Bytes);

/// <summary>What a column can mean.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="IsRequired">Whether every row needs it.</param>
/// <param name="Label">What people call it, if the registered type says so; else null.</param>
internal sealed record BatchFieldDocument(string Name, bool IsRequired, string? Label);

/// <summary>A value for all rows in which the field is empty.</summary>
/// <param name="Field">The field.</param>
/// <param name="Value">The value, as a cell would have it.</param>
internal sealed record BatchDefault([property: Required] string Field, [property: Required] string Value);

/// <summary>How far a batch has come.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Valid">Of them, those that break no rule.</param>
/// <param name="Invalid">Those that break one.</param>
/// <param name="Done">Valid rows that have been carried out.</param>
/// <param name="Verifiable">Of these, those that the verification service knows.</param>
/// <param name="Failed">Valid rows that could not be carried out.</param>
internal sealed record BatchCounts(int Rows, int Valid, int Invalid, int Done, int Verifiable, int Failed);

/// <summary>A page of batches, newest first.</summary>
internal sealed record BatchPage(IReadOnlyList<BatchDocument> Items, string? NextCursor);

/// <summary>A row of a batch.</summary>
/// <param name="Row">Its number in the file, as a spreadsheet counts: the headings are row 1. In NDJSON, the number of the line.</param>
/// <param name="Outcome"><c>valid</c> until it is carried out; <c>invalid</c> if it breaks a rule; <c>done</c> or <c>failed</c>.</param>
/// <param name="Values">Its cells, in the order of the batch's columns; null once the credential has been erased.</param>
/// <param name="Faults">What is wrong with it.</param>
/// <param name="CredentialId">The credential that was issued or changed, or null.</param>
/// <param name="SuccessorId">The credential that takes its place, or null.</param>
/// <param name="VerifyLink">Where the credential can be verified, or null.</param>
/// <param name="Detail">Why it failed, or what else there is to say; or null.</param>
/// <param name="DetailCode">The same for programs and for other languages, or null.</param>
internal sealed record BatchRowDocument(
    int Row,
    [property: AllowedValues(RowOutcomes.Valid, RowOutcomes.Invalid, RowOutcomes.Done, RowOutcomes.Failed)] string Outcome,
    IReadOnlyList<string?>? Values,
    IReadOnlyList<RowFault> Faults,
    Guid? CredentialId,
    Guid? SuccessorId,
    string? VerifyLink,
    string? Detail,
    RuleCode? DetailCode);

/// <summary>What is wrong with a row.</summary>
/// <param name="Column">The heading of the column, or null.</param>
/// <param name="Field">The field, or null.</param>
/// <param name="Value">The value, at most its first 100 characters; or null.</param>
/// <param name="Rule">The rule that it breaks, as a sentence.</param>
/// <param name="Pointer">The place in the metadata as a JSON Pointer, if the schema of the registered type is broken; else null.</param>
/// <param name="OtherRow">The row that says the same, or null.</param>
internal sealed record RowFault(
    string? Column,
    string? Field,
    string? Value,
    string Rule,
    string? Pointer = null,
    int? OtherRow = null)
{
    private readonly RuleCode _code = RuleCodes.Of(Rule);

    /// <summary>The stable name of the rule.</summary>
    [Description("The stable name of the rule, for programs and for other languages")]
    public string Code => _code.Code;

    /// <summary>What the sentence says beside the rule, such as a limit.</summary>
    [Description("What the sentence says beside the rule, such as a limit, in its order")]
    public IReadOnlyList<string> Arguments => _code.Arguments;
}

/// <summary>The same fault in many rows.</summary>
/// <param name="Column">The heading of the column, or null.</param>
/// <param name="Field">The field, or null.</param>
/// <param name="Code">The stable name of the rule.</param>
/// <param name="Rule">The rule as the first of these rows breaks it, as a sentence.</param>
/// <param name="Arguments">What this sentence says beside the rule.</param>
/// <param name="Count">How many rows.</param>
internal sealed record BatchFaultKind(string? Column, string? Field, string Code, string Rule, IReadOnlyList<string> Arguments, int Count);

/// <summary>What is wrong with the rows of a batch.</summary>
/// <param name="Faults">The kinds of faults, the most frequent first.</param>
internal sealed record BatchFaultSummary(IReadOnlyList<BatchFaultKind> Faults);

/// <summary>How a batch is carried out.</summary>
internal sealed record BatchConfirmation(
    [property: Description("Whether to do it only if no row is invalid. If left out, as it was said when the file was uploaded.")] bool? AllOrNothing = null);

/// <summary>A page of rows, in the order of the file.</summary>
internal sealed record BatchRowPage(IReadOnlyList<BatchRowDocument> Items, string? NextCursor);

/// <summary>What the columns of a file mean, and values for all rows.</summary>
internal sealed record BatchMappingRequest(
    [property: Description("The columns whose meaning is given; the others keep theirs.")] IReadOnlyList<ColumnMapping>? Columns = null,
    [property: Description("Values for all rows in which the field is empty, in place of those given before. If left out, those stay.")] IReadOnlyList<BatchDefault>? Defaults = null);

/// <summary>What a column means.</summary>
/// <param name="Column">Its heading.</param>
/// <param name="Field">One of the batch's fields, or <c>metadata.</c> and any name; null to leave the column out.</param>
internal sealed record ColumnMapping([property: Required] string Column, string? Field);

/// <summary>How far a batch has come.</summary>
/// <param name="Id">The batch.</param>
/// <param name="State">Its state.</param>
/// <param name="Counts">How far it has come.</param>
/// <param name="RowsPerSecond">How many rows a second are being checked or carried out; null if it is neither.</param>
/// <param name="RemainingSeconds">How long the rest will take at this rate; null if that is unknown.</param>
/// <param name="Progress">How much of the file has been read while its rows are checked; else null.</param>
internal sealed record BatchProgressEvent(
    Guid Id,
    [property: AllowedValues(BatchState.Validating, BatchState.Ready, BatchState.Running, BatchState.Paused, BatchState.Done, BatchState.Cancelled, BatchState.Refused)] string State,
    BatchCounts Counts,
    double? RowsPerSecond,
    long? RemainingSeconds,
    BatchProgress? Progress);

/// <summary>The events of the stream, by name, as the OpenAPI document describes them.</summary>
/// <param name="Hello">The first event of each stream.</param>
/// <param name="Progress">How far the batch has come.</param>
/// <param name="Problem">Why there is no news at the moment.</param>
internal sealed record BatchStreamEvents(HelloEvent Hello, BatchProgressEvent Progress, ProblemEvent Problem);
