namespace KubeCredential.AppHost.Setup;

/// <summary>
/// The port of each resource, from the settings <c>Ports:&lt;name&gt;</c>. Null stands for a free port that is chosen at start, as for the
/// value 0, and for every port in tests (<c>DcpPublisher:RandomizePorts</c>).
/// </summary>
public sealed record AppHostPorts
{
    /// <summary>Setting <c>Ports:IssuanceApi</c>, default 3000.</summary>
    public int? IssuanceApi { get; init; }

    /// <summary>Setting <c>Ports:VerificationApi</c>, default 3001.</summary>
    public int? VerificationApi { get; init; }

    /// <summary>Setting <c>Ports:IssuanceApp</c>, default 3002.</summary>
    public int? IssuanceApp { get; init; }

    /// <summary>Setting <c>Ports:VerificationApp</c>, default 3003.</summary>
    public int? VerificationApp { get; init; }

    /// <summary>Setting <c>Ports:Redis</c>, default 6379.</summary>
    public int? Redis { get; init; }

    /// <summary>Setting <c>Ports:Postgres</c>, default 5433: an installed PostgreSQL usually uses 5432.</summary>
    public int? Postgres { get; init; }

    /// <summary>Setting <c>Ports:Dashboard</c>; without it the launch profile decides: 18888.</summary>
    public int? Dashboard { get; init; }

    /// <summary>Setting <c>Ports:Otlp</c>, telemetry over gRPC; without it the launch profile decides: 18889.</summary>
    public int? Otlp { get; init; }

    /// <summary>Setting <c>Ports:OtlpHttp</c>, telemetry over HTTP; without it the launch profile decides: 18890.</summary>
    public int? OtlpHttp { get; init; }
}
