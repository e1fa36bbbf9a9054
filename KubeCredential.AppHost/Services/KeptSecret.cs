using System.Security.Cryptography;
using KubeCredential.AppHost.Infrastructure;
using KubeCredential.AppHost.Setup;

namespace KubeCredential.AppHost.Services;

/// <summary>
/// A secret that must be the same at every start, because what is in a database depends on it. When the system is run, it is created once for each data directory and kept there in a
/// file of its own; a deployment generates it once.
/// </summary>
internal static class KeptSecret
{
    private const int Characters = 43; // of 62: 256 bits
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Adds the parameter.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="name">The name of the parameter, and of the file.</param>
    public static IResourceBuilder<ParameterResource> Add(IDistributedApplicationBuilder builder, AppHostSettings settings, string name)
    {
        if (!settings.IsRunMode) return builder.AddParameter(name, new GenerateParameterDefault { MinLength = Characters, Special = false }, secret: true);
        var secret = new Lazy<string>(() => ReadOrCreate(new DataDirectory(settings.DataDirectory).File(name)));
        return builder.AddParameter(name, () => secret.Value, secret: true);
    }

    private static string ReadOrCreate(string path)
    {
        var secret = LocalPassword.ReadOrCreate(path, static () => RandomNumberGenerator.GetString(Alphabet, Characters));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return secret;
    }
}
