namespace Issuance.Api.Storage;

/// <summary>The names of the <see cref="DeliveryState"/> values in the API, the only list of them.</summary>
internal static class DeliveryStates
{
    public const string Pending = "pending";
    public const string Retrying = "retrying";
    public const string Published = "published";
    public const string Confirmed = "confirmed";
    public const string Dead = "dead";
    public const string Discarded = "discarded";

    /// <summary>The names, indexed by the number of the state.</summary>
    private static readonly string[] s_names = [Pending, Retrying, Published, Confirmed, Dead, Discarded];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <summary>The name of a state.</summary>
    public static string NameOf(DeliveryState state) => s_names[(int)state];

    /// <summary>The state with this name, or null if there is none.</summary>
    public static DeliveryState? StateOf(string name) => Array.IndexOf(s_names, name) is >= 0 and var number ? (DeliveryState)number : null;
}
