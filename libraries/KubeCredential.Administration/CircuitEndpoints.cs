using System.Security.Claims;
using KubeCredential.Hosting;
using KubeCredential.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;

namespace KubeCredential.Administration;

/// <summary>Stopping and resuming a service's background work.</summary>
public static class CircuitEndpoints
{
    /// <summary>Maps <c>POST circuit-breaker</c> over the service's <see cref="ICircuitSwitch"/>.</summary>
    /// <param name="admin">The group of admin endpoints.</param>
    /// <param name="texts">The texts of the endpoint.</param>
    public static RouteGroupBuilder MapCircuitBreaker(this RouteGroupBuilder admin, CircuitTexts texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        admin.MapPost("/circuit-breaker", new Endpoint(texts).SetAsync).WithName("SetCircuitBreaker").WithSummary(texts.Summary);
        return admin;
    }

    private sealed class Endpoint(CircuitTexts texts)
    {
        public async Task<Results<Ok<CircuitDocument>, ValidationProblem>> SetAsync(
            [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] CircuitBreakerRequest? request, ICircuitSwitch circuit, ClaimsPrincipal caller, CancellationToken cancellationToken)
        {
            var errors = CircuitBreakerRequest.Check(request);
            if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
            var isolate = request!.Action == CircuitBreakerRequest.Isolate;
            await circuit.SetIsolatedAsync(isolate, request.Reason, caller.Actor(), cancellationToken);
            return TypedResults.Ok(new CircuitDocument(true, isolate ? texts.Isolated : texts.Closed, circuit.Circuit, WorkerIdentity.Id));
        }
    }
}
