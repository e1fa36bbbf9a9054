using KubeCredential.Events;
using KubeCredential.Text;

namespace Verification.Api.Credentials.Checks;

/// <summary>The public parts of a status in words.</summary>
internal static class StatusText
{
    /// <summary>The day (UTC) on which a status took effect, or will.</summary>
    public static string DayOf(CredentialStatus status) => Rfc3339.Format(DateOnly.FromDateTime(status.Since.UtcDateTime));

    /// <summary>The reason as a sentence with a space before it; empty if there is none, or one unknown to this version.</summary>
    public static string ReasonOf(CredentialStatus status) => status.Reason switch
    {
        StatusReason.Error => " Reason: it contains a mistake.",
        StatusReason.Withdrawn => " Reason: what it attests was withdrawn.",
        StatusReason.Fraud => " Reason: it was obtained by fraud.",
        StatusReason.NonCompliance => " Reason: the holder does not meet its conditions.",
        StatusReason.NonPayment => " Reason: a fee was not paid.",
        StatusReason.KeyCompromise => " Reason: a key was compromised.",
        StatusReason.Administrative => " Reason: administrative.",
        StatusReason.Other => " Reason: other.",
        _ => "",
    };
}
