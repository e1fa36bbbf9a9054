using System.Buffers;
using System.Diagnostics;

namespace KubeCredential.Storage.Audit;

/// <summary>An action to be recorded. Nothing in it identifies a holder.</summary>
/// <param name="Action">One of <see cref="AuditAction"/>.</param>
/// <param name="Outcome">One of <see cref="AuditOutcome"/>.</param>
/// <param name="Actor">Who caused it: one of <see cref="AuditActor"/>, or a signed-in caller.</param>
public sealed record AuditEntry(string Action, string Outcome, string Actor)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>When it happened; null for the time of writing, by the database's clock.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The credential it is about.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The event it is about.</summary>
    public Guid? EventId { get; init; }

    /// <summary>The number of the attempt, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>Further details, such as the operator's reason.</summary>
    public string? Detail { get; init; }

    /// <summary>Identifies everything caused by one request.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The trace: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The same entry with the current trace.</summary>
    public AuditEntry InCurrentTrace() => this with { TraceId = Activity.Current?.TraceId.ToString() };

    /// <summary>The trace id in a <c>traceparent</c> (W3C Trace Context, section 3.2: the second of four parts), or null.</summary>
    public static string? TraceIdOf(string? traceParent) =>
        traceParent is { Length: 55 } && traceParent.AsSpan(3, 32) is var id && !id.ContainsAnyExcept(HexDigits) ? id.ToString() : null;
}
