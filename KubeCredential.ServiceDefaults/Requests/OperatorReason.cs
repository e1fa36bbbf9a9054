using KubeCredential.Text;

namespace KubeCredential.ServiceDefaults.Requests;

/// <summary>The reason that an operator states for what is done by hand.</summary>
public static class OperatorReason
{
    /// <summary>How long a reason may be, in Unicode scalar values.</summary>
    public const int MaxCharacters = 500;

    /// <summary>Tells what is wrong with a reason that has to be stated, or null.</summary>
    public static string? FaultOfRequired(string? reason) => string.IsNullOrWhiteSpace(reason) ? "Say why: ?reason=…" : FaultOf(reason);

    /// <summary>Tells what is wrong with a reason, or null. None at all is not a fault here.</summary>
    public static string? FaultOf(string? reason) =>
        reason is null || (UnicodeText.Length(reason) <= MaxCharacters && !reason.Any(char.IsControl)) ? null : $"This may have at most {MaxCharacters} characters and no control characters.";
}
