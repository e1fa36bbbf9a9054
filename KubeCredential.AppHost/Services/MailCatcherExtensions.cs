using KubeCredential.AppHost.Infrastructure;
using KubeCredential.AppHost.Setup;

namespace KubeCredential.AppHost.Services;

/// <summary>The mail server of development. It is part of the application when it is run, and never of what is published.</summary>
public static class MailCatcherExtensions
{
    private const string HttpEndpoint = "http";
    private const string SmtpEndpoint = "smtp";
    private const string Host = "127.0.0.1";

    /// <summary>Adds the mail catcher, if the settings say so, and lets a service send its messages there. They are kept as files in the data directory.</summary>
    /// <param name="service">The service that sends e-mail.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>The same service.</returns>
    public static IResourceBuilder<ProjectResource> WithMailCatcher(this IResourceBuilder<ProjectResource> service, AppHostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(settings);
        if (!settings.MailCatcher) return service;
        var builder = service.ApplicationBuilder;
        var catcher = builder.AddProject<Projects.KubeCredential_MailCatcher>(ResourceNames.MailCatcher, project => project.ExcludeLaunchProfile = true)
            .WithHttpEndpoint(settings.Ports.Mail, name: HttpEndpoint)
            .WithEndpoint(settings.Ports.Smtp, name: SmtpEndpoint, scheme: SmtpEndpoint, env: "MailCatcher__SmtpPort", isProxied: settings.Ports.Smtp is null)
            .WithEndpoint(HttpEndpoint, endpoint => endpoint.IsProxied = settings.Ports.Mail is null)
            .WithoutHttpsCertificate()
            .WithEnvironment("MailCatcher__Folder", () => new DataDirectory(settings.DataDirectory).Subdirectory("mail"))
            .WithHttpHealthCheck("/health", endpointName: HttpEndpoint)
            .WithUrlForEndpoint(HttpEndpoint, url => url.DisplayText = "Caught mail")
            .WithUrlForEndpoint(SmtpEndpoint, url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
            .WithIconName("Mail")
            .ExcludeFromManifest();
        var smtp = catcher.GetEndpoint(SmtpEndpoint);
        return service
            .WithEnvironment("Mail__Host", Host)
            .WithEnvironment("Mail__Port", smtp.Property(EndpointProperty.Port))
            .WithEnvironment("Mail__Security", "none")
            .WithEnvironment("Mail__From", "credentials@kubecredential.example")
            .WithReferenceRelationship(catcher);
    }
}
