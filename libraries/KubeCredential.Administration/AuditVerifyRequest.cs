using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace KubeCredential.Administration;

/// <summary>A request to check the chain.</summary>
/// <param name="Known">The head from an earlier check. Omit it to check the whole chain.</param>
/// <param name="KnownVerdicts">The same for the verdicts.</param>
public sealed record AuditVerifyRequest(
    [property: Description("The head from an earlier check: it must still be part of the chain, and the check starts after it. Omit it to check the whole chain.")] AuditVerifyRequest.Link? Known = null,
    [property: Description("The same for the verdicts, if the service gives any")] AuditVerifyRequest.Link? KnownVerdicts = null)
{
    /// <summary>A link of the chain, as returned by an earlier check.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Hash">Its hash, 64 hexadecimal digits.</param>
    public sealed record Link([property: Required, Description("From 1")] long? Number, [property: Required, Description("64 hexadecimal digits")] string? Hash);

    /// <summary>What is wrong with the request; empty if nothing is.</summary>
    internal static Dictionary<string, string[]> Check(AuditVerifyRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        Check("known", request?.Known, errors);
        Check("knownVerdicts", request?.KnownVerdicts, errors);
        return errors;
    }

    private static void Check(string name, Link? link, Dictionary<string, string[]> errors)
    {
        if (link is null) return;
        if (link.Number is null or < 1) errors[$"{name}.number"] = ["This must be the number of a link, from 1."];
        if (link.Hash is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigit)) errors[$"{name}.hash"] = ["This must be the hash of a link: 64 hexadecimal digits."];
    }
}
