using System.Buffers;
using System.Diagnostics;

namespace KubeCredential.Storage.Audit;

/// <summary>Something that was done and is to be remembered. Nothing in it identifies a holder.</summary>
/// <param name="Action">One of <see cref="AuditAction"/>.</param>
/// <param name="Outcome">One of <see cref="AuditOutcome"/>.</param>
/// <param name="Actor">Who caused it: one of <see cref="AuditActor"/>, or who signed in.</param>
public sealed record AuditEntry(string Action, string Outcome, string Actor)
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>When it happened; null for the time at which the entry is written, by the database's clock.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The credential it is about.</summary>
    public Guid? CredentialId { get; init; }

    /// <summary>The event it is about.</summary>
    public Guid? EventId { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public int? Attempt { get; init; }

    /// <summary>What else there is to say, such as the reason that an operator stated.</summary>
    public string? Detail { get; init; }

    /// <summary>Ties together what one request caused.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The trace: 32 hexadecimal digits.</summary>
    public string? TraceId { get; init; }

    /// <summary>The same entry with the trace that is current.</summary>
    public AuditEntry InCurrentTrace() => this with { TraceId = Activity.Current?.TraceId.ToString() };

    /// <summary>The trace id in a <c>traceparent</c> (W3C Trace Context, section 3.2: the second of four parts), or null.</summary>
    public static string? TraceIdOf(string? traceParent) =>
        traceParent is { Length: 55 } && traceParent.AsSpan(3, 32) is var id && !id.ContainsAnyExcept(HexDigits) ? id.ToString() : null;
}
