using KubeCredential.Text;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>An operator's reason for a manual action.</summary>
public static class OperatorReason
{
    /// <summary>The maximum length of a reason, in Unicode scalar values.</summary>
    public const int MaxCharacters = 500;

    /// <summary>What is wrong with a required reason, or null.</summary>
    public static string? FaultOfRequired(string? reason) => string.IsNullOrWhiteSpace(reason) ? "Enter a reason: ?reason=…" : FaultOf(reason);

    /// <summary>What is wrong with an optional reason, or null.</summary>
    public static string? FaultOf(string? reason) =>
        reason is null || (UnicodeText.Length(reason) <= MaxCharacters && !UnicodeText.HasControls(reason)) ? null : $"This may have at most {MaxCharacters} characters and no control characters.";
}
