using Microsoft.AspNetCore.Http.HttpResults;

namespace Issuance.Api.Credentials;

/// <summary>The response to a request that breaks a rule: of the API, or of the credential's registered type.</summary>
internal sealed class TypeProblem : HttpValidationProblemDetails
{
    /// <summary>The places where it breaks the rules of its type; left out if it breaks others.</summary>
    public IReadOnlyList<TypeFault>? Faults { get; init; }

    /// <summary>The response to a request that breaks the rules of its type.</summary>
    public static ValidationProblem Of(TypeAdmission admission)
    {
        var errors = new Dictionary<string, string[]>();
        admission.Report(errors);
        return TypedResults.ValidationProblem(errors, extensions: new Dictionary<string, object?> { ["faults"] = admission.Faults });
    }
}
