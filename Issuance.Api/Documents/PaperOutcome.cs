namespace Issuance.Api.Documents;

/// <summary>A paper, or why there is none.</summary>
/// <param name="Refusal">Why there is none.</param>
internal sealed record PaperOutcome(PaperOutcome.Reason Refusal)
{
    /// <summary>Why there is no paper.</summary>
    public enum Reason
    {
        /// <summary>There is one.</summary>
        None,

        /// <summary>There is no such form.</summary>
        UnknownFormat,

        /// <summary>There is no such page size.</summary>
        UnknownPage,

        /// <summary>The language is not a language tag.</summary>
        BadLanguage,

        /// <summary>The signed credential that it would carry cannot be made.</summary>
        NoDocument,

        /// <summary>The address of the verification pages is not set.</summary>
        NoVerifyAddress,

        /// <summary>The address of the verification pages is too long for a QR code that can be scanned from paper.</summary>
        LongVerifyAddress,

        /// <summary>It says so much that it does not fit on one picture.</summary>
        LongPaper,

        /// <summary>No font has a character of it.</summary>
        MissingCharacter,

        /// <summary>Too many papers are being made.</summary>
        Busy,
    }

    /// <summary>The file, if there is a paper.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>Its media type.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>The name of the file.</summary>
    public string FileName { get; init; } = "";

    /// <summary>For <see cref="Reason.NoDocument"/>: why.</summary>
    public DocumentMaker.Refusal Document { get; init; }

    /// <summary>For <see cref="Reason.MissingCharacter"/>: the character.</summary>
    public int CodePoint { get; init; }

    /// <summary>For <see cref="Reason.MissingCharacter"/>: where it is.</summary>
    public string Field { get; init; } = "";
}
