using KubeCredential.Events;

namespace Issuance.Api.Credentials;

/// <summary>The statuses by which credentials are listed: the states, and two that follow from the dates of an active credential.</summary>
internal static class CredentialStatuses
{
    /// <summary>Active, and its last day has passed.</summary>
    public const string Expired = "expired";

    /// <summary>Active, and its first day is still to come.</summary>
    public const string NotYetValid = "notYetValid";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. CredentialState.All, Expired, NotYetValid];
}
