namespace KubeCredential.TestServers.Otlp;

/// <summary>The kinds of spans, with OTLP's numbers.</summary>
public enum OtlpSpanKind
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>Within a service.</summary>
    Internal = 1,

    /// <summary>The handling of a request.</summary>
    Server = 2,

    /// <summary>A request to another service.</summary>
    Client = 3,

    /// <summary>The sending of a message.</summary>
    Producer = 4,

    /// <summary>The handling of a message.</summary>
    Consumer = 5,
}
