using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting.Publishing;

namespace KubeCredential.AppHost.Setup;

/// <summary>What has to be in order before anything is started.</summary>
public static class SetupExtensions
{
    private const string DashboardUrl = "ASPNETCORE_URLS";
    private const string OtlpUrl = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    private const string OtlpHttpUrl = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";

    /// <summary>Moves the dashboard to the ports asked for; the others stay as in the launch profile.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="ports">The ports.</param>
    /// <returns>The same builder.</returns>
    public static IDistributedApplicationBuilder UseDashboardPorts(this IDistributedApplicationBuilder builder, AppHostPorts ports)
    {
        ArgumentNullException.ThrowIfNull(ports);
        Move(DashboardUrl, ports.Dashboard);
        Move(OtlpUrl, ports.Otlp);
        Move(OtlpHttpUrl, ports.OtlpHttp);
        return builder;

        void Move(string key, int? port)
        {
            if (port is not null) builder.Configuration[key] = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");
        }
    }

    /// <summary>The address of the dashboard, or null if the launch profile does not say.</summary>
    internal static string? DashboardAddress(IDistributedApplicationBuilder builder) =>
        builder.Configuration[DashboardUrl]?.Split(';')[0] is { Length: > 0 } address ? address : null;

    /// <summary>Refuses to start if a fixed port is set twice or another program listens on it.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="SetupException">A port is taken; the message names the port, the resource and the setting to change.</exception>
    public static IDistributedApplicationBuilder RequireFreePorts(this IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.IsRunMode) return builder;

        var ports = settings.Ports;
        List<(string Owner, int? Port, string Setting)> wanted =
        [
            (ResourceNames.IssuanceApi, ports.IssuanceApi, "Ports:IssuanceApi"),
            (ResourceNames.VerificationApi, ports.VerificationApi, "Ports:VerificationApi"),
        ];
        if (settings.Frontends)
        {
            wanted.Add((ResourceNames.IssuanceApp, ports.IssuanceApp, "Ports:IssuanceApp"));
            wanted.Add((ResourceNames.VerificationApp, ports.VerificationApp, "Ports:VerificationApp"));
        }

        if (settings.MailCatcher)
        {
            wanted.Add((ResourceNames.MailCatcher, ports.Mail, "Ports:Mail"));
            wanted.Add((ResourceNames.MailCatcher, ports.Smtp, "Ports:Smtp"));
        }

        if (!settings.HasConnectionString(ResourceNames.Redis)) wanted.Add((ResourceNames.Redis, ports.Redis, "Ports:Redis"));
        if (settings.RunsPostgres) wanted.Add((ResourceNames.Postgres, ports.Postgres, "Ports:Postgres"));
        if (!bool.TryParse(builder.Configuration["DcpPublisher:RandomizePorts"], out var random) || !random)
        {
            wanted.Add(("the dashboard", PortOf(DashboardUrl), "Ports:Dashboard"));
            wanted.Add(("the dashboard's telemetry (gRPC)", PortOf(OtlpUrl), "Ports:Otlp"));
            wanted.Add(("the dashboard's telemetry (HTTP)", PortOf(OtlpHttpUrl), "Ports:OtlpHttp"));
        }

        var problems = wanted
            .Where(item => item.Port is > 0)
            .GroupBy(item => item.Port!.Value)
            .Select(group => group.Count() > 1
                ? $"Port {group.Key} is set for {string.Join(" and ", group.Select(item => $"{item.Owner} ({item.Setting})"))}."
                : IsFree(group.Key) ? null : $"Port {group.Key}, wanted for {group.First().Owner}, is in use. Stop the program that listens there, "
                    + $"or choose another port: {group.First().Setting}={(group.Key < 50_000 ? group.Key + 10_000 : group.Key - 10_000)}")
            .OfType<string>()
            .ToList();
        return problems.Count == 0 ? builder : throw new SetupException(string.Join(Environment.NewLine, problems));

        int? PortOf(string key) => Uri.TryCreate(builder.Configuration[key]?.Split(';')[0], UriKind.Absolute, out var url) ? url.Port : null;
    }

    /// <summary>
    /// Makes the process exit with code 1 if publishing did not complete. Aspire reports a failed publish but exits with 0 under
    /// <c>dotnet run</c> (microsoft/aspire#18946), which a build script takes for success.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <returns>The same builder.</returns>
    public static IDistributedApplicationBuilder FailUnlessPublishCompletes(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode) return builder;
        Environment.ExitCode = 1;
        builder.Eventing.Subscribe<AfterPublishEvent>((_, _) =>
        {
            Environment.ExitCode = 0;
            return Task.CompletedTask;
        });
        return builder;
    }

    private static bool IsFree(int port)
    {
        foreach (var address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6) continue;
            try
            {
                using var listener = new TcpListener(address, port);
                listener.Start();
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                // IPv6 may be switched off for the loopback interface alone.
            }
            catch (SocketException)
            {
                return false;
            }
        }

        return true;
    }
}
