using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using KubeCredential.ServiceDefaults.Requests;

namespace KubeCredential.Administration;

/// <summary>An operator's order to the breaker of all replicas.</summary>
/// <param name="Action"><c>isolate</c> stops the calls; <c>close</c> resumes them.</param>
/// <param name="Reason">The reason, for the audit trail; at most 500 characters.</param>
public sealed record CircuitBreakerRequest(
    [property: Required, AllowedValues(CircuitBreakerRequest.Isolate, CircuitBreakerRequest.Close), Description("isolate or close")] string? Action,
    [property: StringLength(OperatorReason.MaxCharacters), Description("The reason, for the audit trail; at most 500 characters")] string? Reason = null)
{
    /// <summary>Stops the calls.</summary>
    public const string Isolate = "isolate";

    /// <summary>Resumes the calls.</summary>
    public const string Close = "close";

    /// <summary>What is wrong with the request; empty if nothing is.</summary>
    public static Dictionary<string, string[]> Check(CircuitBreakerRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request?.Action is not (Isolate or Close)) errors["action"] = [$"This must be \"{Isolate}\" or \"{Close}\"."];
        if (OperatorReason.FaultOf(request?.Reason) is { } fault) errors["reason"] = [fault];
        return errors;
    }
}
