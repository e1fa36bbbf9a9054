using System.ComponentModel;

namespace KubeCredential.ServiceDefaults.Audit;

/// <summary>A request to check the chain.</summary>
/// <param name="Known">The head of an earlier check; left out: the whole chain is checked.</param>
public sealed record AuditVerifyRequest(
    [property: Description("The head of an earlier check: it must still be part of the chain, and checking begins after it. Left out: the whole chain is checked.")] AuditVerifyRequest.Link? Known)
{
    /// <summary>A link of the chain, as an earlier check told it.</summary>
    /// <param name="Number">Its number, from 1.</param>
    /// <param name="Hash">Its hash, 64 hexadecimal digits.</param>
    public sealed record Link([property: Description("From 1")] long? Number, [property: Description("64 hexadecimal digits")] string? Hash);

    /// <summary>Tells what is wrong with the request; empty when nothing is.</summary>
    internal static Dictionary<string, string[]> Check(AuditVerifyRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        if (request?.Known is not { } known) return errors;
        if (known.Number is null or < 1) errors["known.number"] = ["This must be the number of a link, from 1."];
        if (known.Hash is not { Length: 64 } hash || !hash.All(char.IsAsciiHexDigit)) errors["known.hash"] = ["This must be the hash of a link: 64 hexadecimal digits."];
        return errors;
    }
}
