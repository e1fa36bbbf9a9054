namespace KubeCredential.Events;

/// <summary>The public reasons for a change of status. The strings are stored, and shown to everybody who verifies the credential.</summary>
public static class StatusReason
{
    /// <summary>The credential contains a mistake.</summary>
    public const string Error = "error";

    /// <summary>What it attests was withdrawn.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>It was obtained by fraud.</summary>
    public const string Fraud = "fraud";

    /// <summary>The holder does not meet its conditions.</summary>
    public const string NonCompliance = "nonCompliance";

    /// <summary>A fee was not paid.</summary>
    public const string NonPayment = "nonPayment";

    /// <summary>A key was compromised.</summary>
    public const string KeyCompromise = "keyCompromise";

    /// <summary>An administrative reason.</summary>
    public const string Administrative = "administrative";

    /// <summary>Another reason.</summary>
    public const string Other = "other";

    /// <summary>All reasons.</summary>
    public static IReadOnlyList<string> All { get; } = [Error, Withdrawn, Fraud, NonCompliance, NonPayment, KeyCompromise, Administrative, Other];
}
