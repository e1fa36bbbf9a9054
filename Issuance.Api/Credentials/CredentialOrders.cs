namespace Issuance.Api.Credentials;

/// <summary>The orders of a list as the query names them.</summary>
internal static class CredentialOrders
{
    public const string Name = "name";
    public const string NameFromEnd = "-name";
    public const string Oldest = "issued";
    public const string Newest = "-issued";
    public const string Expiry = "expiry";
    public const string LatestExpiry = "-expiry";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [Name, NameFromEnd, Oldest, Newest, Expiry, LatestExpiry];

    /// <summary>The order of a name, or null.</summary>
    public static CredentialOrder? Of(string name) => name switch
    {
        Name => CredentialOrder.Name,
        NameFromEnd => CredentialOrder.NameFromEnd,
        Oldest => CredentialOrder.Oldest,
        Newest => CredentialOrder.Newest,
        Expiry => CredentialOrder.Expiry,
        LatestExpiry => CredentialOrder.LatestExpiry,
        _ => null,
    };

    /// <summary>Whether an order goes down.</summary>
    public static bool IsDescending(this CredentialOrder order) => order is CredentialOrder.Newest or CredentialOrder.NameFromEnd or CredentialOrder.LatestExpiry;

    /// <summary>The column that an order goes by before the ID, or null.</summary>
    public static string? Column(this CredentialOrder order) => order switch
    {
        CredentialOrder.Name or CredentialOrder.NameFromEnd => "holder_search",
        CredentialOrder.Expiry or CredentialOrder.LatestExpiry => "expiry_date",
        CredentialOrder.ValidFrom => "valid_from",
        _ => null,
    };
}
