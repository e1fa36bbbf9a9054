using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Issuance.Api.Batches.Files;
using Issuance.Api.Credentials;
using Issuance.Api.Lifecycle;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;

namespace Issuance.Api.Batches;

/// <summary>A row that has been checked on its own.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Input">Its cells: a JSON array of texts.</param>
/// <param name="Faults">What is wrong with it.</param>
internal sealed record CheckedRow(int Number, string Input, List<RowFault> Faults)
{
    /// <summary>The request as the API would take it: JSON text; null if it has faults.</summary>
    public string? Request { get; init; }

    /// <summary>For whom and what it is: equal for two rows of which only one can be carried out; null if that is unknown.</summary>
    public UInt128? Key { get; init; }

    /// <summary>To issue: what makes it unique.</summary>
    public (string HolderKey, string CredentialType, string IssuerName) Standing { get; init; }

    /// <summary>To change: the credential.</summary>
    public Guid? CredentialId { get; init; }
}

/// <summary>
/// Checks rows one by one, by the very rules of the API: it makes the request that each row stands for, and has it read by the reader of such requests. It may be used by several threads.
/// </summary>
internal sealed class RowChecker
{
    /// <summary>The most characters of a value in a fault.</summary>
    private const int MostValueCharacters = 100;

    private const string Broken = "This holds a character that could not be read (U+FFFD). The file's encoding is broken: save it as UTF-8.";
    private const string Nul = "This holds a NUL character.";
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Batch _batch;
    private readonly string?[] _fields;
    private readonly string[] _names;
    private readonly Dictionary<string, string> _defaults;
    private readonly IRegisteredTypes _types;
    private readonly Func<string, string, IReadOnlyDictionary<string, BatchValueKind>> _kindsOf;
    private readonly DateOnly _today;

    /// <param name="batch">The batch.</param>
    /// <param name="columns">What its columns mean.</param>
    /// <param name="types">The registered types.</param>
    /// <param name="kindsOf">What the members of the metadata are, by the type and the issuer of a row.</param>
    /// <param name="today">Today in UTC.</param>
    public RowChecker(
        Batch batch, IReadOnlyList<(string Name, string? Field)> columns, IRegisteredTypes types, Func<string, string, IReadOnlyDictionary<string, BatchValueKind>> kindsOf, DateOnly today)
    {
        (_batch, _types, _kindsOf, _today) = (batch, types, kindsOf, today);
        _fields = [.. columns.Select(static one => one.Field)];
        _names = [.. columns.Select(static one => one.Name)];
        _defaults = batch.Defaults.ToDictionary(static one => one.Field, static one => one.Value, StringComparer.Ordinal);
        foreach (var (field, value) in ((string, string?)[])[(BatchFields.CredentialType, batch.TypeName), (BatchFields.IssuerName, batch.Issuer), ("reason", batch.Reason), ("note", batch.Note)])
        {
            if (value is not null && BatchFields.IsField(batch.Action, field)) _defaults.TryAdd(field, value);
        }
    }

    /// <summary>Checks a row.</summary>
    public CheckedRow Check(FileRow row)
    {
        var faults = new List<RowFault>();
        var input = InputOf(row);
        if (row.Problem is not null)
        {
            faults.Add(new RowFault(null, null, null, row.Problem));
            return new CheckedRow(row.Number, input, faults);
        }

        var values = new Dictionary<string, (Cell Cell, int Column)>(_defaults.Count + _fields.Length, StringComparer.Ordinal);
        foreach (var (field, value) in _defaults) values[field] = (new Cell(value), -1);
        for (var i = 0; i < row.Cells.Length && i < _fields.Length; i++)
        {
            var cell = row.Cells[i];
            if (_fields[i] is not { } field || string.IsNullOrWhiteSpace(cell.Text)) continue;
            if (cell.Text.Contains('\0', StringComparison.Ordinal)) Add(field, i, cell, Nul);
            else if (cell.Text.Contains('\uFFFD', StringComparison.Ordinal)) Add(field, i, cell, Broken);
            else if (cell.Kind == CellKind.Error) Add(field, i, cell, "The spreadsheet has an error in this cell.");
            values[field] = (cell, i);
        }

        return _batch.Action == BatchAction.Issue ? Issue(row.Number, input, values, faults) : Change(row.Number, input, values, faults);

        void Add(string field, int column, Cell cell, string rule) => faults.Add(new RowFault(_names[column], field, Shown(cell.Text), rule));
    }

    private CheckedRow Issue(int number, string input, Dictionary<string, (Cell Cell, int Column)> values, List<RowFault> faults)
    {
        var kinds = _kindsOf(TextOf(values, BatchFields.CredentialType), TextOf(values, BatchFields.IssuerName));
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            var hasMetadata = false;
            foreach (var (field, (cell, column)) in values)
            {
                if (field.StartsWith(BatchFields.Metadata, StringComparison.Ordinal)) hasMetadata = true;
                else if (field is BatchFields.ValidFrom or BatchFields.ExpiryDate) WriteDay(json, field, cell, column, faults);
                else WriteMember(json, field, cell);
            }

            if (hasMetadata) WriteMetadata(json, values, kinds, faults);
            json.WriteEndObject();
        }

        var request = IssueRequestReader.Read(buffer.WrittenMemory, _today);
        Report(request.Errors, values, faults);
        if (faults.Count == 0 && _batch.Organisation is { } organisation && request.IssuerName != organisation)
            faults.Add(FaultOf(BatchFields.IssuerName, values, $"You may only issue credentials for {organisation}."));
        if (faults.Count == 0)
        {
            var admission = _types.Admit(request.CredentialType, request.IssuerName, request.ValidFrom, request.ExpiryDate, request.Metadata);
            foreach (var fault in admission.Faults) faults.Add(FaultOf(fault.Field, values, fault.Rule) with { Pointer = fault.Pointer });
        }

        if (faults.Count > 0) return new CheckedRow(number, input, faults);
        var standing = (HolderKey.Of(request.HolderId, request.HolderName), request.CredentialType, request.IssuerName);
        return new CheckedRow(number, input, faults)
        {
            Request = Encoding.UTF8.GetString(buffer.WrittenSpan),
            Key = KeyOf($"{standing.Item1}\n{standing.CredentialType}\n{standing.IssuerName}"),
            Standing = standing,
        };
    }

    private CheckedRow Change(int number, string input, Dictionary<string, (Cell Cell, int Column)> values, List<RowFault> faults)
    {
        Guid? id = null;
        if (!values.Remove(BatchFields.CredentialId, out var named)) faults.Add(FaultOf(BatchFields.CredentialId, values, "This is required."));
        else if (Guid.TryParseExact(named.Cell.Text!.Trim(), "D", out var given)) id = given;
        else faults.Add(new RowFault(ColumnOf(named.Column), BatchFields.CredentialId, Shown(named.Cell.Text), "This must be a complete credential ID (a UUID)."));

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartObject();
            foreach (var (field, (cell, column)) in values)
            {
                if (field is BatchFields.ValidFrom or BatchFields.ExpiryDate) WriteDay(json, field, cell, column, faults);
                else WriteMember(json, field, cell);
            }

            json.WriteEndObject();
        }

        var errors = new Dictionary<string, string[]>();
        LifecycleRequestReader.Read(buffer.WrittenMemory, _batch.Action, id ?? Guid.Empty, _today, errors);
        Report(errors, values, faults);
        return faults.Count > 0
            ? new CheckedRow(number, input, faults) { CredentialId = id }
            : new CheckedRow(number, input, faults) { Request = Encoding.UTF8.GetString(buffer.WrittenSpan), CredentialId = id, Key = KeyOf(id!.Value.ToString()) };
    }

    /// <summary>Adds the errors of the API's reader, except where something is wrong already.</summary>
    private void Report(Dictionary<string, string[]> errors, Dictionary<string, (Cell Cell, int Column)> values, List<RowFault> faults)
    {
        foreach (var (field, rules) in errors)
        {
            if (field == RequestJson.BodyField) faults.Add(new RowFault(null, null, null, rules[0]));
            else if (!faults.Exists(fault => fault.Field == field)) faults.Add(FaultOf(field, values, rules[0]));
        }
    }

    private RowFault FaultOf(string field, Dictionary<string, (Cell Cell, int Column)> values, string rule)
    {
        // A place within a member is in the member's column.
        var name = field;
        while (!values.ContainsKey(name) && name.LastIndexOf('.') is > 0 and var dot && name != BatchFields.Metadata) name = name[..dot];
        if (values.TryGetValue(name, out var found)) return new RowFault(ColumnOf(found.Column), field, Shown(found.Cell.Text), rule);
        var empty = Array.IndexOf(_fields, field);
        return new RowFault(empty < 0 ? null : _names[empty], field, null, rule);
    }

    private static void WriteMember(Utf8JsonWriter json, string field, Cell cell)
    {
        if (cell.Kind == CellKind.Json)
        {
            json.WritePropertyName(field);
            json.WriteRawValue(cell.Text!);
        }
        else
        {
            json.WriteString(field, cell.Text);
        }
    }

    private void WriteDay(Utf8JsonWriter json, string field, Cell cell, int column, List<RowFault> faults)
    {
        if (cell.Kind == CellKind.Json)
        {
            WriteMember(json, field, cell);
            return;
        }

        var (day, rule) = CellValue.Day(cell);
        if (day is not null) json.WriteString(field, day);
        else faults.Add(new RowFault(ColumnOf(column), field, Shown(cell.Text), rule!));
    }

    private void WriteMetadata(Utf8JsonWriter json, Dictionary<string, (Cell Cell, int Column)> values, IReadOnlyDictionary<string, BatchValueKind> kinds, List<RowFault> faults)
    {
        using var members = values.TryGetValue(BatchFields.Metadata, out var whole) ? ObjectOf(whole.Cell) : null;
        if (whole.Cell.Text is not null && members is null)
        {
            json.WritePropertyName(BatchFields.Metadata);
            if (whole.Cell.Kind == CellKind.Json) json.WriteRawValue(whole.Cell.Text!); // The API's reader says what is wrong with it.
            else json.WriteStringValue(whole.Cell.Text);
            return;
        }

        json.WriteStartObject(BatchFields.Metadata);
        if (members is not null)
        {
            foreach (var member in members.RootElement.EnumerateObject())
            {
                if (!values.ContainsKey(BatchFields.MetadataPrefix + member.Name)) member.WriteTo(json);
            }
        }

        foreach (var (field, (cell, column)) in values)
        {
            if (!field.StartsWith(BatchFields.MetadataPrefix, StringComparison.Ordinal)) continue;
            var name = field[BatchFields.MetadataPrefix.Length..];
            if (CellValue.WriteMember(json, name, cell, kinds.GetValueOrDefault(name)) is { } rule) faults.Add(new RowFault(ColumnOf(column), field, Shown(cell.Text), rule));
        }

        json.WriteEndObject();
    }

    /// <summary>A cell that holds a JSON object, or null.</summary>
    private static JsonDocument? ObjectOf(Cell cell)
    {
        if (cell.Text is null || !cell.Text.AsSpan().TrimStart().StartsWith('{')) return null;
        return RequestJson.Parse(Encoding.UTF8.GetBytes(cell.Text), new Dictionary<string, string[]>());
    }

    private string? ColumnOf(int column) => column < 0 ? null : _names[column];

    private static string TextOf(Dictionary<string, (Cell Cell, int Column)> values, string field) => values.TryGetValue(field, out var found) ? UnicodeText.ToNfc(found.Cell.Text!.Trim()) : "";

    private static string? Shown(string? text) => text is null ? null : Storable(UnicodeText.Shorten(text, MostValueCharacters));

    /// <summary>PostgreSQL takes no NUL in text.</summary>
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');

    private static string InputOf(FileRow row)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, s_writing))
        {
            json.WriteStartArray();
            foreach (var cell in row.Cells)
            {
                if (cell.Text is null) json.WriteNullValue();
                else json.WriteStringValue(Storable(cell.Text));
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static UInt128 KeyOf(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BitConverter.ToUInt128(hash);
    }
}
