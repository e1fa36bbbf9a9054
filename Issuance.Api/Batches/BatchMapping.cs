using System.Text;
using Issuance.Api.Batches.Files;
using KubeCredential.Text;

namespace Issuance.Api.Batches;

/// <summary>What the columns of a file mean: by what somebody said before, by the API's names, by headings that people use, by the labels of a registered type; else a member of the metadata.</summary>
internal static class BatchMapping
{
    private static readonly Dictionary<string, string[]> s_words = new(StringComparer.Ordinal)
    {
        [BatchFields.HolderName] = ["name", "holder", "fullname", "student", "studentname", "graduate", "recipient", "learner", "person", "inhaber", "inhaberin", "namedesinhabers", "studierende", "studierender", "absolvent", "absolventin", "vollername", "vorundnachname", "teilnehmer", "teilnehmerin", "mitglied", "member"],
        ["holderId"] = ["id", "studentid", "studentnumber", "studentno", "matriculationnumber", "matrikelnummer", "matrikelnr", "matrnr", "personalnummer", "mitgliedsnummer", "membershipnumber", "employeeid", "employeenumber", "kennung", "nummer", "number"],
        ["holderEmail"] = ["email", "mail", "emailaddress", "mailaddress", "emailadresse", "mailadresse"],
        [BatchFields.CredentialType] = ["type", "credential", "degree", "award", "qualification", "title", "typ", "art", "abschluss", "nachweis", "nachweisart", "grad", "titel"],
        [BatchFields.IssuerName] = ["issuer", "university", "institution", "organisation", "organization", "school", "college", "aussteller", "hochschule", "universitat", "einrichtung", "ausgestelltvon"],
        [BatchFields.ValidFrom] = ["validfrom", "validsince", "from", "start", "startdate", "gultigab", "gultigvon", "ab", "beginn"],
        [BatchFields.ExpiryDate] = ["expiry", "expires", "expiration", "expirationdate", "validuntil", "validto", "until", "enddate", "gultigbis", "bis", "ablauf", "ablaufdatum", "ende"],
        [BatchFields.CredentialId] = ["id", "credential", "credentialid", "nachweisid", "nachweis", "kennung"],
        ["reason"] = ["reason", "grund"],
        ["note"] = ["note", "notes", "remark", "comment", "notiz", "bemerkung", "anmerkung", "kommentar"],
    };

    /// <summary>A heading as it is remembered.</summary>
    public static string KeyOf(string heading) => UnicodeText.Fold(UnicodeText.ToNfc(heading.Trim()));

    /// <summary>What columns mean, as far as it can be guessed.</summary>
    /// <param name="action">One of <see cref="BatchAction"/>.</param>
    /// <param name="headings">The headings.</param>
    /// <param name="remembered">What they meant before, by <see cref="KeyOf"/>; empty if the column was left out.</param>
    /// <param name="given">Of these, those that somebody said of this file.</param>
    /// <param name="properties">The members of the metadata that the registered type names.</param>
    /// <returns>The field of each column, or null, and how it was found (see <see cref="ColumnSource"/>).</returns>
    public static (string? Field, string? Source)[] Guess(
        string action, IReadOnlyList<string> headings, IReadOnlyDictionary<string, string> remembered, IReadOnlySet<string> given, IReadOnlyList<BatchTypeProperty> properties)
    {
        var (fields, taken) = (new (string? Field, string? Source)[headings.Count], new HashSet<string>(StringComparer.Ordinal));
        var isSettled = new bool[headings.Count];
        // What is certain comes first, so that a guess does not take its place.
        ForEach(static heading => CellText.IsOwnHeading(heading) ? "" : null);
        ForEach(heading => remembered.GetValueOrDefault(KeyOf(heading)));
        ForEach(heading => BatchFields.Of(action).FirstOrDefault(name => string.Equals(name, heading.Trim(), StringComparison.OrdinalIgnoreCase)));
        ForEach(heading => MetadataName(heading) is { } name && action == BatchAction.Issue ? name : null);
        if (action == BatchAction.Issue) ForEach(heading => properties.FirstOrDefault(one => Plain(one.Name) == Plain(heading) || one.Labels.Any(label => Plain(label) == Plain(heading))) is { } found ? BatchFields.MetadataPrefix + found.Name : null);
        ForEach(heading => BatchFields.Of(action).FirstOrDefault(name => Plain(name) == Plain(heading)));
        foreach (var field in BatchFields.Of(action))
        {
            if (s_words.TryGetValue(field, out var words)) ForEach(heading => words.Contains(Plain(heading)) ? field : null);
        }

        if (action == BatchAction.Issue) ForEach(static heading => heading.Trim() is { Length: > 0 and <= BatchFields.MaxMetadataName } name ? BatchFields.MetadataPrefix + UnicodeText.ToNfc(name) : null);
        return fields;

        void ForEach(Func<string, string?> guess)
        {
            for (var i = 0; i < headings.Count; i++)
            {
                if (isSettled[i] || guess(headings[i]) is not { } field) continue;
                var key = KeyOf(headings[i]);
                var source = !remembered.TryGetValue(key, out var before) || before != field ? ColumnSource.Guessed : given.Contains(key) ? ColumnSource.Given : ColumnSource.Remembered;
                if (field.Length == 0) (fields[i], isSettled[i]) = ((null, source == ColumnSource.Guessed ? null : source), true);
                else if (BatchFields.IsField(action, field) && taken.Add(field)) (fields[i], isSettled[i]) = ((field, source), true);
            }
        }
    }

    /// <summary>Applies what somebody said about columns.</summary>
    public static (IReadOnlyList<BatchColumnDocument> Columns, IReadOnlyList<BatchDefault> Defaults) Apply(
        string action, IReadOnlyList<BatchColumnDocument> columns, BatchMappingRequest? request, IReadOnlyList<BatchDefault> defaults, Dictionary<string, string[]> errors)
    {
        var mapped = columns.ToArray();
        var said = request?.Columns ?? [];
        for (var i = 0; i < said.Count && errors.Count < 20; i++)
        {
            var at = Array.FindIndex(mapped, one => one.Name == said[i].Column);
            var field = said[i].Field is { Length: > 0 } given ? UnicodeText.ToNfc(given) : null;
            if (at < 0) errors[$"columns[{i}].column"] = ["The file has no such column."];
            else if (field is not null && !BatchFields.IsField(action, field)) errors[$"columns[{i}].field"] = [FieldRule(action)];
            else mapped[at] = mapped[at] with { Field = field, Source = ColumnSource.Given };
        }

        if (errors.Count == 0 && mapped.Where(static one => one.Field is not null).GroupBy(static one => one.Field).FirstOrDefault(static group => group.Count() > 1) is { } twice)
            errors["columns"] = [$"Two columns mean {twice.Key}: {string.Join(", ", twice.Take(5).Select(static one => one.Name))}."];
        if (request?.Defaults is not { } all) return (mapped, defaults);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < all.Count && errors.Count < 20; i++)
        {
            if (all[i].Field is not { } field || !BatchFields.IsField(action, field) || field is BatchFields.CredentialId or BatchFields.Metadata) errors[$"defaults[{i}].field"] = [FieldRule(action)];
            else if (!seen.Add(field)) errors[$"defaults[{i}].field"] = ["This field is listed twice."];
            else if (string.IsNullOrWhiteSpace(all[i].Value)) errors[$"defaults[{i}].value"] = ["This is required."];
        }

        if (all.Count > CellText.MostColumns) errors["defaults"] = [$"At most {CellText.MostColumns} are allowed."];
        return (mapped, all);
    }

    private static string FieldRule(string action) =>
        $"This must be one of {string.Join(", ", BatchFields.Of(action))}{(action == BatchAction.Issue ? $", or {BatchFields.MetadataPrefix} and a name of at most {BatchFields.MaxMetadataName} characters" : "")}.";

    private static string? MetadataName(string heading) =>
        heading.Trim() is var name && name.StartsWith(BatchFields.MetadataPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > BatchFields.MetadataPrefix.Length
            ? BatchFields.MetadataPrefix + UnicodeText.ToNfc(name[BatchFields.MetadataPrefix.Length..])
            : null;

    /// <summary>A heading without everything in which people's spellings differ: case, accents, spaces, punctuation.</summary>
    private static string Plain(string heading)
    {
        var plain = new StringBuilder(heading.Length);
        foreach (var c in UnicodeText.WithoutMarks(UnicodeText.Fold(heading.Trim())))
        {
            if (char.IsLetterOrDigit(c)) plain.Append(c);
        }

        return plain.ToString();
    }
}
