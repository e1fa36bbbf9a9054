using System.Diagnostics;
using System.Globalization;
using KubeCredential.Publishing;
using Microsoft.Extensions.Configuration;

namespace KubeCredential.AppHost.Setup;

/// <summary>
/// What the user can choose, read from the configuration: arguments (<c>--IssuanceReplicas=2</c> or <c>IssuanceReplicas=2</c>),
/// environment variables (<c>Ports__Redis</c>), user secrets, <c>appsettings.json</c>. A setting with a value that is not allowed is refused by name.
/// </summary>
public sealed class AppHostSettings
{
    private const int MaxReplicas = 32;
    private static readonly TimeSpan DockerTimeout = TimeSpan.FromSeconds(5);

    private readonly ConfigurationManager _configuration;
    private readonly Lazy<InfrastructureMode> _infrastructure;

    private AppHostSettings(IDistributedApplicationBuilder builder)
    {
        _configuration = builder.Configuration;
        IsRunMode = builder.ExecutionContext.IsRunMode;

        var infrastructure = ReadEnum<InfrastructureMode>("Infrastructure");
        _infrastructure = new(() => !IsRunMode ? InfrastructureMode.Containers : infrastructure ?? DetectInfrastructure());

        Database = ReadEnum<LocalDatabase>("Database") ?? LocalDatabase.Sqlite;
        DataDirectory = Path.GetFullPath(_configuration["DataDirectory"] is { Length: > 0 } directory ? directory : ".data",
            Path.GetFullPath("..", builder.AppHostDirectory));
        IssuanceReplicas = ReadInt32("IssuanceReplicas", 1, MaxReplicas) ?? 1;
        VerificationReplicas = ReadInt32("VerificationReplicas", 1, MaxReplicas) ?? 1;
        Frontends = ReadBoolean("Frontends") ?? true;
        MailCatcher = IsRunMode && (ReadBoolean("MailCatcher") ?? string.IsNullOrEmpty(_configuration["Mail:Host"]));
        FrontendScript = _configuration["FrontendScript"] is { Length: > 0 } script ? script : "dev";

        var random = !IsRunMode || (ReadBoolean("DcpPublisher:RandomizePorts") ?? false);
        Ports = new()
        {
            IssuanceApi = ReadPort("IssuanceApi", 3000),
            VerificationApi = ReadPort("VerificationApi", 3001),
            IssuanceApp = ReadPort("IssuanceApp", 3002),
            VerificationApp = ReadPort("VerificationApp", 3003),
            Redis = ReadPort("Redis", 6379),
            Postgres = ReadPort("Postgres", 5433),
            Mail = ReadPort("Mail", 3004),
            Smtp = ReadPort("Smtp", 3025),
            Dashboard = ReadInt32("Ports:Dashboard", 0, ushort.MaxValue),
            Otlp = ReadInt32("Ports:Otlp", 0, ushort.MaxValue),
            OtlpHttp = ReadInt32("Ports:OtlpHttp", 0, ushort.MaxValue),
        };

        int? ReadPort(string name, int fallback) =>
            (ReadInt32($"Ports:{name}", 0, ushort.MaxValue) ?? fallback) is var port && (random || port == 0) ? null : port;
    }

    /// <summary>Whether the application is being run, not published.</summary>
    public bool IsRunMode { get; }

    /// <summary>
    /// Setting <c>Infrastructure</c>: where Redis and the databases run. Unset: in containers if <c>docker info</c> answers within five
    /// seconds, otherwise as local processes and files. Publishing always means containers.
    /// </summary>
    // Docker is looked up on first use only.
    public InfrastructureMode Infrastructure => _infrastructure.Value;

    /// <summary>Setting <c>Database</c>: with local infrastructure, SQLite files or a PostgreSQL server with two databases.</summary>
    /// <value><c>sqlite</c></value>
    public LocalDatabase Database { get; }

    /// <summary>
    /// Setting <c>DataDirectory</c>: where local infrastructure keeps its data. A relative path starts at the repository's root.
    /// </summary>
    /// <value><c>.data</c></value>
    public string DataDirectory { get; }

    /// <summary>Whether a PostgreSQL server is part of the application.</summary>
    public bool RunsPostgres =>
        !(HasConnectionString(ResourceNames.IssuanceDatabase) && HasConnectionString(ResourceNames.VerificationDatabase))
        && (Infrastructure == InfrastructureMode.Containers || Database == LocalDatabase.Postgres);

    /// <summary>Setting <c>IssuanceReplicas</c>: how many processes of the issuance service run, 1 to 32.</summary>
    /// <value><c>1</c></value>
    public int IssuanceReplicas { get; }

    /// <summary>Setting <c>VerificationReplicas</c>: how many processes of the verification service run, 1 to 32.</summary>
    /// <value><c>1</c></value>
    public int VerificationReplicas { get; }

    /// <summary>Setting <c>Frontends</c>: whether the two web apps are part of the application. Without them, npm is not needed.</summary>
    /// <value><c>true</c></value>
    public bool Frontends { get; }

    /// <summary>Setting <c>FrontendScript</c>: the npm script that serves a web app: <c>dev</c>, or <c>preview</c> for what <c>npm run build</c> made.</summary>
    /// <value><c>dev</c></value>
    public string FrontendScript { get; }

    /// <summary>
    /// Setting <c>MailCatcher</c>: whether the mail catcher is part of the application: a mail server that delivers nothing and shows what it got. Without it, the issuance service sends no e-mail
    /// unless it has a mail server of yours (<c>Mail:Host</c>).
    /// </summary>
    /// <value><c>true</c>, unless <c>Mail:Host</c> is set</value>
    public bool MailCatcher { get; }

    /// <summary>Settings <c>Ports:…</c>.</summary>
    public AppHostPorts Ports { get; }

    /// <summary>Reads the settings.</summary>
    /// <param name="builder">The application being built.</param>
    /// <returns>The settings, all of them valid.</returns>
    /// <exception cref="SetupException">A setting has a value that is not allowed; the message names the allowed ones.</exception>
    public static AppHostSettings Read(IDistributedApplicationBuilder builder) => new(builder);

    /// <summary>
    /// Whether the user has a server of their own. Publishing ignores it.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>ConnectionStrings:redis</term><description>Your own Redis, in place of one that the application starts.</description></item>
    /// <item><term>ConnectionStrings:issuance-db</term><description>Your own database for the issuance service: SQLite or PostgreSQL, told apart by the connection string.</description></item>
    /// <item><term>ConnectionStrings:verification-db</term><description>The same for the verification service.</description></item>
    /// <item><term>ConnectionStrings:issuance-db-owner</term><description>The role that owns the schema there, if it is not the service's own.</description></item>
    /// <item><term>ConnectionStrings:verification-db-owner</term><description>The same for the verification service.</description></item>
    /// </list>
    /// </summary>
    /// <param name="resourceName">One of <see cref="ResourceNames"/>.</param>
    /// <returns>True if a connection string was given.</returns>
    public bool HasConnectionString(string resourceName) =>
        IsRunMode && !string.IsNullOrWhiteSpace(_configuration.GetConnectionString(resourceName));

    private T? ReadEnum<T>(string key) where T : struct, Enum
    {
        if (_configuration[key] is not { Length: > 0 } value) return null;
        var names = Enum.GetNames<T>();
        return names.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(value, ignoreCase: true)
            : throw Invalid(key, value, string.Join(" or ", names.Select(name => $"'{name.ToLowerInvariant()}'")));
    }

    private int? ReadInt32(string key, int min, int max)
    {
        if (_configuration[key] is not { Length: > 0 } value) return null;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Invalid(key, value, $"a whole number from {min} to {max}");
    }

    private bool? ReadBoolean(string key)
    {
        if (_configuration[key] is not { Length: > 0 } value) return null;
        return bool.TryParse(value, out var flag) ? flag : throw Invalid(key, value, "'true' or 'false'");
    }

    private static SetupException Invalid(string key, string value, string allowed) =>
        new($"The setting {key} is '{value}'; allowed is {allowed}.");

    private static InfrastructureMode DetectInfrastructure()
    {
        if (Executables.Find("docker") is not { } docker) return InfrastructureMode.Local;
        using var process = Process.Start(new ProcessStartInfo(docker, "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(DockerTimeout)) return process.ExitCode == 0 ? InfrastructureMode.Containers : InfrastructureMode.Local;
        process.Kill(entireProcessTree: true);
        return InfrastructureMode.Local;
    }
}
