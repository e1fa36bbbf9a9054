using System.Collections.Frozen;

namespace Issuance.Api.Credentials;

/// <summary>A rule as something that programs, and apps in other languages, can go by.</summary>
/// <param name="Code">The stable name of the rule.</param>
/// <param name="Arguments">What the sentence says beside it, such as a limit, in the order of the sentence.</param>
internal sealed record RuleCode(string Code, IReadOnlyList<string> Arguments);

/// <summary>
/// The codes of the sentences in which this service tells what breaks a rule. The table is the one place that gives a sentence a code: a sentence may be worded better at any time, its code stays.
/// A sentence without a line here has the code <see cref="Other"/>.
/// </summary>
internal static class RuleCodes
{
    /// <summary>The code of a rule that has none of its own.</summary>
    public const string Other = "other";

    /// <summary>What stands in a template for an argument.</summary>
    private const string Hole = "{}";

    // What is more particular comes before what is less: the first line that fits counts.
    private static readonly Template[] s_templates = [.. Lines(
        """
        required                  This is required.
        requiredExpiry            This is required: the last day on which the new credential is valid.
        requiredReason            This is required: one of {}.
        notText                   This must be text.
        notUnicode                This contains an unpaired surrogate, which is not valid Unicode.
        notUnicode                The name of a member contains an unpaired surrogate, which is not valid Unicode.
        notUnicode                A member's name contains half of a surrogate pair, which is not Unicode text.
        controlCharacters         This must not contain control characters.
        controlCharacters         This must not contain control characters other than line breaks and tabs.
        empty                     This must not be empty or only spaces.
        tooLong                   This has {} characters; at most {} are allowed.
        changesDirection          This must not contain {}, which changes the direction of the surrounding text.
        invisible                 This has no visible characters: {} is invisible.
        email                     This must be an e-mail address of at most {} characters, such as name@example.org.
        tooFarAhead               This must be at most {} years ahead.
        beforeValidFrom           This must not be before validFrom ({}).
        beforeToday               This must not be before today ({}, UTC).
        day                       This must be a real calendar day, written YYYY-MM-DD.
        dayWithTime               This is a day with a time. {}
        dayIsNumber               This is a number. Write the day as {}
        dayAmbiguous              This can be two days: {} or {}. {}
        dayShortYear              The year needs four digits. {}
        dayNone                   This is no day. {}
        dayUnreal                 This is no real calendar day. {}
        number                    This must be a number, such as 3.9.
        numberAmbiguous           This can be two numbers: {} or {}. {}
        wholeNumber               This must be a whole number.
        yesOrNo                   This must be yes or no ({}).
        jsonObject                This must be a JSON object.
        metadataTooLarge          This is larger than {} bytes.
        metadataTooDeep           This is nested more than {} levels deep.
        unknownMember             Unknown member; the known members are {}.
        unknownMember             Unknown member; did you mean {}?
        repeatedMember            This member appears more than once.
        notJson                   The body is not valid JSON or is nested too deeply ({}).
        notJson                   The body must be a JSON object.
        notJson                   The body is empty; send a JSON object.
        brokenEncoding            The body is not valid UTF-8.
        credentialId              This must be a complete credential ID (a UUID).
        notYourIssuer             You may only issue credentials for {}.
        unknownIssuer             No issuer of this name is registered here{}
        unknownType               No credential type of this name is registered for this issuer. {}
        typeOutOfValidity         Credentials of this type are {}: this must be {} at the latest.
        typeOutOfValidity         Credentials of this type are {}.
        brokenCharacter           This holds a character that could not be read (U+FFFD). {}
        nul                       This holds a NUL character.
        spreadsheetError          The spreadsheet has an error in this cell.
        duplicateRow              Another row is for the same holder, type and issuer, {}
        duplicateChange           Another row is about the same credential.
        stands                    A credential of this type stands already for this holder from this issuer: {}. {}
        stands                    A credential of this type stands already for this holder from this issuer: {}.
        notIssuedHere             No credential with this ID was issued here.
        erased                    It was erased. {}
        revoked                   It was revoked, which is final. {}
        superseded                It was replaced by {}. {}
        expired                   It expired on {}. {}
        expiredRenewal            The credential has expired: give a new last day of validity.
        suspended                 It is suspended. {}
        reasonNotNeeded           To {} needs no reason; use note.
        onlyForRenewal            This is for renew only.
        unchanged                 It was so already; nothing was changed.
        notWritten                The service could not write it. Send it again.
        brokenSince               The row breaks a rule since it was checked: {}
        rowTooLong                This row has more than {} characters.
        rowTooLong                This line has more than {} characters.
        rowTooManyCells           This row has {} cells, and there are {} headings.{}
        rowTooManyCells           This row has cells beyond column {}, the last one that is allowed.
        lineNotObject             This line must be a JSON object.
        memberName                The name of a member must have 1 to {} characters, none of them a control character.
        type                      This must be text or {}.
        typeNumber                This must be a number.
        typeBoolean               This must be true or false.
        typeList                  This must be a list.
        typeObject                This must be an object.
        choice                    This must be one of {}.
        minLength                 This must have at least {} characters.
        maxLength                 This must have at most {} characters.
        minItems                  This must have at least {} entries.
        maxItems                  This must have at most {} entries.
        minimum                   This must be at least {}.
        maximum                   This must be at most {}.
        exclusiveMinimum          This must be more than {}.
        exclusiveMaximum          This must be less than {}.
        multipleOf                This must be a multiple of {}.
        uniqueItems               No two entries may be the same.
        pattern                   This must match the pattern {}.
        dateTime                  This must be a time with its zone, written YYYY-MM-DDThh:mm:ssZ.
        email                     This must be an e-mail address, such as name@example.org.
        uri                       This must be a complete web address, such as https://example.org/.
        format                    This must be of the format {}.
        noSuchField               The type has no such field.
        fileEmpty                 The file is empty.
        fileEmpty                 The first sheet is empty.
        fileOnlyHeadings          The file has headings and no rows.
        fileOnlyHeadings          The first sheet has headings and no rows.
        fileTooManyRows           The file has more than {} rows. Split it.
        fileTooManyRows           The first sheet has more than {} rows. Split it.
        fileTooManyRows           The first sheet has rows beyond {}. {}
        fileTooManyColumns        The file has {} columns; at most {} are allowed.
        fileTooManyColumns        The lines up to {} have more than {} different members.
        fileNoHeadings            The first row must hold the headings of the columns.
        fileFirstRowTooLong       The first row has more than {} characters.
        fileHeadingNul            The heading of column {} holds a NUL character. {}
        fileHeadingTooLong        The heading of column {} has {} characters; at most {} are allowed.
        fileHeadingTwice          Columns {} and {} have the same heading: {}. Give each its own.
        fileOpenQuote             A quote that is opened in row {} is never closed: {}
        fileNotUtf8               The file is not valid UTF-8, as NDJSON must be.
        fileOldWorkbook           This is a workbook of an old format (.xls), or one with a password. {}
        filePdf                   This is a PDF. {}
        fileInflates              The workbook inflates to far more than its rows need. {}
        fileTooLarge              The texts of the workbook are too large. {}
        fileTooLarge              The workbook has more than {} parts.
        fileTooLarge              The workbook has too many formats.
        fileTooLarge              A cell has more than {} characters.
        fileDamaged               The workbook is damaged: {}
        fileDamaged               The workbook cannot be read: {}
        fileDamaged               The workbook has no sheet.
        fileNoWorkbook            This is no Excel workbook (.xlsx), although it is a zip archive.
        constant                  This must be {}.
        """)];

    private static readonly FrozenDictionary<string, RuleCode> s_plain = s_templates.Where(static one => one.Parts.Length == 1)
        .ToFrozenDictionary(static one => one.Parts[0], static one => new RuleCode(one.Code, []), StringComparer.Ordinal);

    private static readonly Template[] s_open = [.. s_templates.Where(static one => one.Parts.Length > 1)];
    private static readonly RuleCode s_other = new(Other, []);

    /// <summary>All codes.</summary>
    public static IEnumerable<string> All => s_templates.Select(static one => one.Code).Append(Other).Distinct();

    /// <summary>The code of a sentence.</summary>
    /// <param name="sentence">The rule as a sentence; a field that precedes it (<c>issuerName: …</c>) is passed over.</param>
    public static RuleCode Of(string sentence)
    {
        if (Find(sentence) is { } found) return found;
        return sentence.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && !sentence.AsSpan(0, colon).Contains(' ') && Find(sentence[(colon + 2)..]) is { } after ? after : s_other;
    }

    private static RuleCode? Find(string sentence)
    {
        if (s_plain.TryGetValue(sentence, out var plain)) return plain;
        foreach (var template in s_open)
        {
            if (template.Match(sentence) is { } arguments) return new RuleCode(template.Code, arguments);
        }

        return null;
    }

    private static IEnumerable<Template> Lines(string table)
    {
        foreach (var line in table.Split('\n'))
        {
            var end = line.IndexOf(' ', StringComparison.Ordinal);
            yield return new Template(line[..end], line[end..].TrimStart().Split(Hole));
        }
    }

    /// <summary>A sentence with places for arguments between its parts.</summary>
    private readonly record struct Template(string Code, string[] Parts)
    {
        /// <summary>The arguments in a sentence, or null if it is another one.</summary>
        public string[]? Match(string sentence)
        {
            if (!sentence.StartsWith(Parts[0], StringComparison.Ordinal) || !sentence.EndsWith(Parts[^1], StringComparison.Ordinal)) return null;
            var (at, end) = (Parts[0].Length, sentence.Length - Parts[^1].Length);
            var arguments = new string[Parts.Length - 1];
            for (var i = 1; i < Parts.Length - 1; i++)
            {
                var next = at <= end ? sentence.IndexOf(Parts[i], at, end - at, StringComparison.Ordinal) : -1;
                if (next < 0) return null;
                (arguments[i - 1], at) = (sentence[at..next], next + Parts[i].Length);
            }

            if (at > end) return null;
            arguments[^1] = sentence[at..end];
            return arguments;
        }
    }
}
