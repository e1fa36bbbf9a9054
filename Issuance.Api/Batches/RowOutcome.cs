namespace Issuance.Api.Batches;

/// <summary>What has become of a row. The numbers are stored in the database.</summary>
internal enum RowOutcome : short
{
    /// <summary>It can be carried out.</summary>
    Valid = 0,

    /// <summary>It breaks a rule and is left out.</summary>
    Invalid = 1,

    /// <summary>It was carried out, or had been before.</summary>
    Done = 2,

    /// <summary>It could not be carried out, although it was valid when it was checked.</summary>
    Failed = 3,
}

/// <summary>The names of the <see cref="RowOutcome"/> values in the API.</summary>
internal static class RowOutcomes
{
    public const string Valid = "valid";
    public const string Invalid = "invalid";
    public const string Done = "done";
    public const string Failed = "failed";

    private static readonly string[] s_names = [Valid, Invalid, Done, Failed];

    /// <summary>The name of an outcome.</summary>
    public static string NameOf(RowOutcome outcome) => s_names[(int)outcome];

    /// <summary>The outcome with this name, or null if there is none.</summary>
    public static RowOutcome? OutcomeOf(string name) => Array.IndexOf(s_names, name) is >= 0 and var number ? (RowOutcome)number : null;
}
