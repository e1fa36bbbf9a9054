using System.Reflection;
using System.Text.RegularExpressions;

namespace KubeCredential.Publishing;

/// <summary>What the application says of itself when it is published. What changes from one publish to the next is a setting: see <see cref="DeploymentExtensions.AddKubernetesPublishing"/>.</summary>
public sealed partial class PublishingOptions
{
    internal PublishingOptions(string application, IDistributedApplicationBuilder builder)
    {
        if (!ApplicationPattern().IsMatch(application))
            throw new PublishingException($"The application's name is '{application}'; allowed are lower-case letters, digits and hyphens, at most 40, beginning with a letter.");
        Application = Title = application;
        BuildRoot = builder.AppHostDirectory;
        Version = builder.AppHostAssembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
    }

    /// <summary>
    /// The application's name: that of the chart, of the compose project and of the namespace, and the beginning of the names of images and
    /// of the Secret.
    /// </summary>
    public string Application { get; }

    /// <summary>The name that people read. The default is <see cref="Application"/>.</summary>
    public string Title { get; set; }

    /// <summary>What the application does, in one line, for <c>Chart.yaml</c>. The default is empty.</summary>
    public string Description { get; set; } = "";

    /// <summary>
    /// The version of the chart, and the tag of the images unless the setting <c>Tag</c> says otherwise. The default is the version of the
    /// application's assembly.
    /// </summary>
    public string Version { get; set; }

    /// <summary>The directory that the contexts of image builds are relative to. A relative path starts at the directory of the application's project, which is the default.</summary>
    public string BuildRoot { get; set; }

    /// <summary>The class of the Ingress. The default is <c>nginx</c>.</summary>
    public string IngressClass { get; set; } = "nginx";

    /// <summary>The namespace of the ingress controller, whose requests the network policies let in. The default is <c>ingress-nginx</c>.</summary>
    public string IngressNamespace { get; set; } = "ingress-nginx";

    [GeneratedRegex("^[a-z][a-z0-9-]{0,38}[a-z0-9]$")]
    private static partial Regex ApplicationPattern();
}
