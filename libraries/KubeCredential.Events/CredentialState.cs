namespace KubeCredential.Events;

/// <summary>Where a credential stands, as its issuer last said: the one list of it. Dates, such as the one of expiry, are told apart from it.</summary>
public static class CredentialState
{
    /// <summary>It stands.</summary>
    public const string Active = "active";

    /// <summary>Every state that there is.</summary>
    public static IReadOnlyList<string> All { get; } = [Active];
}
