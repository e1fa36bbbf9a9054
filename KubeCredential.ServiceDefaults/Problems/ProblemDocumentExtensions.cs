using KubeCredential.Security.Limits;
using System.Data.Common;
using System.Diagnostics;
using KubeCredential.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.ServiceDefaults.Problems;

/// <summary>
/// Every error is an RFC 9457 problem document that also carries <c>success: false</c>, <c>message</c>, <c>workerId</c> and
/// <c>traceId</c>, whatever produces it: a handler, routing, the server's limits or an unhandled exception.
/// </summary>
public static class ProblemDocumentExtensions
{
    internal static IServiceCollection AddProblemDocuments(this IServiceCollection services)
    {
        services.AddSingleton<IProblemDetailsWriter, ProblemDocumentWriter>();
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Complete);
        services.AddExceptionHandler<DatabaseUnavailableHandler>();
        return services;
    }

    internal static WebApplication UseProblemDocuments(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // The server's own errors (413, malformed chunks) carry their status.
            StatusCodeSelector = static error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            // They are the client's fault, and a client that sends many must not fill the log.
            SuppressDiagnosticsCallback = static context => context.Exception is BadHttpRequestException,
        });
        app.UseStatusCodePages();
        return app;
    }

    private static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        var request = context.HttpContext.Request;
        if (problem is HttpValidationProblemDetails { Errors.Count: > 0 } invalid)
        {
            problem.Detail ??= string.Join(' ', invalid.Errors.Select(static error => $"{error.Key}: {string.Join(' ', error.Value)}"));
        }

        problem.Detail ??= problem.Status switch
        {
            StatusCodes.Status401Unauthorized => "Sign in first: send a valid key as Authorization: Bearer kc_….",
            StatusCodes.Status403Forbidden => "You are signed in, but your roles do not allow this.",
            StatusCodes.Status404NotFound => $"{request.Path} does not exist. GET / lists the endpoints.",
            StatusCodes.Status405MethodNotAllowed => $"{request.Path} does not support {request.Method}; the Allow header lists the methods it supports.",
            StatusCodes.Status408RequestTimeout => "The request arrived too slowly and was aborted.",
            StatusCodes.Status413PayloadTooLarge => $"The body is too large; the maximum is {ConnectionLimits.MaxRequestBodyBytes:N0} bytes.",
            StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
            StatusCodes.Status400BadRequest => "The request could not be read.",
            >= 500 => "An internal error occurred. Report the trace ID to the operator.",
            _ => null,
        };
        problem.Extensions["success"] = false;
        problem.Extensions.TryAdd("message", problem.Detail ?? problem.Title);
        problem.Extensions["workerId"] = WorkerIdentity.Id;
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
    }

    /// <summary>
    /// Whether an error means that the database cannot be reached now, rather than that a statement is wrong. Only exceptions of the drivers count:
    /// both wrap their timeouts in exceptions of their own, and a bare <see cref="TimeoutException"/> may come from anything.
    /// </summary>
    public static bool IsDatabaseUnavailable(this Exception error) => error switch
    {
        DbException { IsTransient: true } => true,
        Npgsql.PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" or "57014" } => true,
        Npgsql.PostgresException => false,
        Npgsql.NpgsqlException => true,
        Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 5 or 6 or 8 or 10 or 13 or 14 } => true, // BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN
        _ => error.InnerException is { } inner && inner.IsDatabaseUnavailable(),
    };
}
