using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>
/// Writes a list of credentials page by page, so that its size does not matter. Credentials that are issued meanwhile are in it or not, depending on the order; none is in it
/// twice.
/// </summary>
internal sealed class CredentialExport(SqlDialect dialect, CredentialSearch search)
{
    public const string Csv = "csv";
    public const string NdJson = "ndjson";

    private const int Page = 500;

    private static readonly SearchValues<char> s_quoted = SearchValues.Create("\",;\t\r\n");
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly (string Name, Func<CredentialEntry, JsonElement?, object?> Value)[] s_columns =
    [
        ("id", static (one, _) => one.Credential.Id.ToString()),
        ("holderName", static (one, _) => one.Credential.HolderName),
        ("holderId", static (one, _) => one.HolderId),
        ("credentialType", static (one, _) => one.Credential.CredentialType),
        ("issuerName", static (one, _) => one.Credential.IssuerName),
        ("issueDate", static (_, content) => Member(content, "issueDate")),
        ("validFrom", static (_, content) => Member(content, "validFrom")),
        ("expiryDate", static (_, content) => Member(content, "expiryDate")),
        ("status", static (one, _) => one.Credential.Status.State),
        ("statusSince", static (one, _) => Rfc3339.Format(one.Credential.Status.Since)),
        ("statusReason", static (one, _) => one.Credential.Status.Reason),
        ("delivery", static (one, _) => one.Delivery.State),
        ("version", static (one, _) => one.Credential.Version),
    ];

    private readonly AuditTrail _audit = new(dialect);

    /// <summary>The columns that may be chosen.</summary>
    public static IReadOnlyList<string> Columns { get; } = [.. s_columns.Select(static column => column.Name)];

    /// <summary>Reads <c>columns</c>; all of them if it is left out.</summary>
    public static IReadOnlyList<string> ReadColumns(string? text, IDictionary<string, string[]> errors)
    {
        if (text is null) return Columns;
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.All(Columns.Contains) && names.Distinct(StringComparer.Ordinal).Count() == names.Length) return names;
        errors["columns"] = [$"This must be names of columns, each once, divided by commas: {string.Join(", ", Columns)}."];
        return [];
    }

    /// <summary>Records in the audit trail that a list is about to leave.</summary>
    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken) => _audit.AppendAsync([entry], cancellationToken);

    /// <summary>Writes what matches.</summary>
    /// <returns>How many were written.</returns>
    public async Task<long> WriteAsync(CredentialFilter filter, string format, IReadOnlyList<string> columns, PipeWriter output, CancellationToken cancellationToken)
    {
        var chosen = columns.Select(static name => Array.Find(s_columns, column => column.Name == name)).ToArray();
        // The byte order mark tells spreadsheets that the text is UTF-8.
        if (format == Csv) Encoding.UTF8.GetBytes("\uFEFF" + string.Join(',', columns) + "\r\n", output);
        var (written, after, isLast) = (0L, default(CredentialPlace?), false);
        while (!isLast)
        {
            var page = await search.PageAsync(filter, after, Page, cancellationToken);
            foreach (var (_, entry) in page)
            {
                using var content = entry.Credential.Json is { } text ? JsonDocument.Parse(text) : null;
                if (format == Csv) WriteCsv(entry, content?.RootElement, chosen, output);
                else WriteJson(entry, content?.RootElement, chosen, output);
            }

            written += page.Count;
            isLast = page.Count < Page;
            if (!isLast) after = page[^1].Place;
            if ((await output.FlushAsync(cancellationToken)).IsCompleted) break; // Nobody reads on.
        }

        return written;
    }

    /// <summary>A cell of a CSV file (RFC 4180). Spreadsheets take what begins like a formula as one, and run it: an apostrophe in front makes it text.</summary>
    internal static string CellOf(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20') text = "'" + text;
        return text.AsSpan().ContainsAny(s_quoted) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string? Member(JsonElement? content, string name) => content is { } json && json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static void WriteCsv(CredentialEntry entry, JsonElement? content, (string Name, Func<CredentialEntry, JsonElement?, object?> Value)[] columns, PipeWriter output)
    {
        var line = new StringBuilder();
        for (var i = 0; i < columns.Length; i++) line.Append(i == 0 ? "" : ",").Append(CellOf(Convert.ToString(columns[i].Value(entry, content), CultureInfo.InvariantCulture) ?? ""));
        Encoding.UTF8.GetBytes(line.Append("\r\n").ToString(), output);
    }

    private static void WriteJson(CredentialEntry entry, JsonElement? content, (string Name, Func<CredentialEntry, JsonElement?, object?> Value)[] columns, PipeWriter output)
    {
        using (var json = new Utf8JsonWriter(output, s_json))
        {
            json.WriteStartObject();
            foreach (var (name, value) in columns)
            {
                switch (value(entry, content))
                {
                    case null: json.WriteNull(name); break;
                    case int number: json.WriteNumber(name, number); break;
                    case var text: json.WriteString(name, (string)text); break;
                }
            }

            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
