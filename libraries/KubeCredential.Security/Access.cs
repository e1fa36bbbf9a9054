using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace KubeCredential.Security;

/// <summary>
/// The access table: who may call what. Every endpoint, or its group, uses one of these methods. An endpoint without one is closed to
/// everyone (see <see cref="SecurityExtensions.AddSecurity"/>), so an omission is noticed at once and opens nothing.
/// </summary>
public static class Access
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Verifying, health, the service's description, signing in: everyone, without a key.</summary>
    public static TBuilder ForEverybody<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.AllowAnonymous();

    /// <summary>Health: everyone, and callers are not signed in, so that it answers even while the database with keys and sessions does not.</summary>
    public static TBuilder ForProbes<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.AllowAnonymous().WithMetadata(ProbeMetadata.Instance);

    /// <summary>Issuing.</summary>
    public static TBuilder ForIssuers<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Issuer);

    /// <summary>Reading credentials and their delivery progress. Issuers see those of their organisation.</summary>
    public static TBuilder ForReaders<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Issuer, Roles.Operator);

    /// <summary>Reading the profiles of issuers: those who read credentials, and the verification service, which shows them.</summary>
    public static TBuilder ForReadersOfIssuers<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Issuer, Roles.Operator, Roles.Replica);

    /// <summary>The history of a credential, at the issuance service.</summary>
    public static TBuilder ForReadersOfHistory<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Issuer, Roles.Operator, Roles.Auditor);

    /// <summary>The verification service's part of a history, which the issuance service requests.</summary>
    public static TBuilder ForReadersOfVerifierHistory<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Operator, Roles.Auditor, Roles.Replica);

    /// <summary>The whole event store.</summary>
    public static TBuilder ForReplicas<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Replica);

    /// <summary>Administration, keys, metrics.</summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Operator);

    /// <summary>The audit trail.</summary>
    public static TBuilder ForAuditors<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.For(Roles.Operator, Roles.Auditor);

    private static TBuilder For<TBuilder>(this TBuilder endpoint, params string[] roles) where TBuilder : IEndpointConventionBuilder => endpoint
        .RequireAuthorization(new AuthorizationPolicyBuilder().RequireRole(roles).Build())
        .WithMetadata(
            new AccessMetadata(roles),
            new ProducesResponseTypeMetadata(StatusCodes.Status401Unauthorized, typeof(ProblemDetails), [ProblemType]),
            new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(ProblemDetails), [ProblemType]));
}

/// <summary>The roles that may call an endpoint, as stated in the OpenAPI document.</summary>
/// <param name="Roles">One of them is enough.</param>
public sealed record AccessMetadata(IReadOnlyList<string> Roles);

/// <summary>Marks an endpoint whose callers are not signed in.</summary>
internal sealed class ProbeMetadata
{
    public static readonly ProbeMetadata Instance = new();
}
