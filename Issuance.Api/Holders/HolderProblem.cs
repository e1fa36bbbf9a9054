using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Holders;

/// <summary>The response to a request about holders that cannot be carried out: a problem document with a code that programs can rely on.</summary>
internal sealed class HolderProblem : ProblemDetails
{
    /// <summary>The media type of problem documents.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>What is the matter, for programs.</summary>
    [Description("What is the matter, for programs")]
    public string? Code { get; init; }

    /// <summary>A response.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">What is the matter, for programs.</param>
    /// <param name="detail">The same for people.</param>
    public static ProblemHttpResult Of(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
