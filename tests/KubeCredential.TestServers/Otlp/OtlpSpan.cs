namespace KubeCredential.TestServers.Otlp;

/// <summary>A span exported by a service. IDs are in lower-case hexadecimal.</summary>
public sealed record OtlpSpan
{
    /// <summary>The value of <c>service.name</c>.</summary>
    public required string Service { get; init; }

    /// <summary>The name of the source.</summary>
    public required string Scope { get; init; }

    /// <summary>The trace.</summary>
    public string TraceId { get; internal set; } = "";

    /// <summary>The span's own ID.</summary>
    public string SpanId { get; internal set; } = "";

    /// <summary>The parent's ID, or empty.</summary>
    public string ParentId { get; internal set; } = "";

    /// <summary>The name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The kind.</summary>
    public OtlpSpanKind Kind { get; internal set; }

    /// <summary>When it began, in nanoseconds since 1970.</summary>
    public ulong Start { get; internal set; }

    /// <summary>When it ended, in nanoseconds since 1970.</summary>
    public ulong End { get; internal set; }

    /// <summary>Whether its status is an error.</summary>
    public bool IsError { get; internal set; }

    /// <summary>The text of its status, or empty.</summary>
    public string StatusText { get; internal set; } = "";

    /// <summary>Its attributes.</summary>
    public Dictionary<string, object?> Attributes { get; } = [];

    /// <summary>Its events.</summary>
    public List<(string Name, IReadOnlyDictionary<string, object?> Attributes)> Events { get; } = [];

    /// <summary>Its links.</summary>
    public List<(string TraceId, string SpanId)> Links { get; } = [];

    /// <summary>An attribute, or null.</summary>
    public object? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>For messages about failed tests.</summary>
    public override string ToString() =>
        $"{Service} {Kind} '{Name}' {TraceId}/{SpanId} in {ParentId}{(IsError ? " ERROR" : "")} [{string.Join(", ", Attributes.Select(one => $"{one.Key}={one.Value}"))}]"
        + $" events [{string.Join(", ", Events.Select(one => one.Name))}] links [{string.Join(", ", Links)}]";
}
