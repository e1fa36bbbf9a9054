namespace KubeCredential.AppHost.Setup;

/// <summary>
/// The port of each resource, from the settings <c>Ports:&lt;name&gt;</c>. Null stands for a free port that is chosen at start, as for the
/// value 0, and for every port in tests (<c>DcpPublisher:RandomizePorts</c>).
/// </summary>
public sealed record AppHostPorts
{
    /// <summary>Setting <c>Ports:IssuanceApi</c>: the port of the issuance service. 0 takes any free one.</summary>
    /// <value><c>3000</c></value>
    public int? IssuanceApi { get; init; }

    /// <summary>Setting <c>Ports:VerificationApi</c>: the port of the verification service. 0 takes any free one.</summary>
    /// <value><c>3001</c></value>
    public int? VerificationApi { get; init; }

    /// <summary>Setting <c>Ports:IssuanceApp</c>: the port of the issuance app. 0 takes any free one.</summary>
    /// <value><c>3002</c></value>
    public int? IssuanceApp { get; init; }

    /// <summary>Setting <c>Ports:VerificationApp</c>: the port of the verification app. 0 takes any free one.</summary>
    /// <value><c>3003</c></value>
    public int? VerificationApp { get; init; }

    /// <summary>Setting <c>Ports:Redis</c>: the port of Redis, where the application starts one. 0 takes any free one.</summary>
    /// <value><c>6379</c></value>
    public int? Redis { get; init; }

    /// <summary>Setting <c>Ports:Postgres</c>: the port of PostgreSQL, where the application starts one; a PostgreSQL of the machine's own usually has 5432. 0 takes any free one.</summary>
    /// <value><c>5433</c></value>
    public int? Postgres { get; init; }

    /// <summary>Setting <c>Ports:Mail</c>: the port of the mail catcher's page, which shows what was sent. 0 takes any free one.</summary>
    /// <value><c>3004</c></value>
    public int? Mail { get; init; }

    /// <summary>Setting <c>Ports:Smtp</c>: the port on which the mail catcher takes mail. 0 takes any free one.</summary>
    /// <value><c>3025</c></value>
    public int? Smtp { get; init; }

    /// <summary>Setting <c>Ports:Dashboard</c>: the port of the Aspire dashboard; the default is the launch profile's. 0 takes any free one.</summary>
    /// <value><c>18888</c></value>
    public int? Dashboard { get; init; }

    /// <summary>Setting <c>Ports:Otlp</c>: the port for telemetry over gRPC; the default is the launch profile's. 0 takes any free one.</summary>
    /// <value><c>18889</c></value>
    public int? Otlp { get; init; }

    /// <summary>Setting <c>Ports:OtlpHttp</c>: the port for telemetry over HTTP; the default is the launch profile's. 0 takes any free one.</summary>
    /// <value><c>18890</c></value>
    public int? OtlpHttp { get; init; }
}
