using System.Security.Cryptography;
using System.Text.RegularExpressions;
using KubeCredential.AppHost.Infrastructure;
using KubeCredential.AppHost.Setup;

namespace KubeCredential.AppHost.Services;

/// <summary>
/// The API key for development on this machine. It is created once for each data directory and kept there in a file of its own, readable by
/// its owner only. It has all roles, and the services accept it over the loopback interface only.
/// </summary>
internal sealed partial class DevelopmentKey
{
    /// <summary>The key's id.</summary>
    public const string Id = "dev";

    private const string Prefix = $"kc_{Id}_";
    private const int SecretCharacters = 43; // of 62: 256 bits
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private DevelopmentKey(SecretHash hash) => Hash = hash;

    /// <summary>Its hash, which is all that the services are told.</summary>
    public SecretHash Hash { get; }

    /// <summary>Adds the key as a parameter, which the dashboard shows. Its file is created when the application starts.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="dataDirectory">The data directory.</param>
    public static DevelopmentKey Add(IDistributedApplicationBuilder builder, string dataDirectory)
    {
        var key = new Lazy<string>(() => ReadOrCreate(new DataDirectory(dataDirectory).File(ResourceNames.DevelopmentKey)));
        var parameter = builder.AddParameter(ResourceNames.DevelopmentKey, () => key.Value, secret: true);
        return new(new SecretHash(parameter.Resource, static key => key[Prefix.Length..]));
    }

    private static string ReadOrCreate(string path)
    {
        var key = LocalPassword.ReadOrCreate(path, static () => Prefix + RandomNumberGenerator.GetString(Alphabet, SecretCharacters));
        if (!Form().IsMatch(key)) throw new SetupException($"The file {path} does not contain a key of the form {Prefix}… with 16 to 128 letters and digits. Remove the file; the next start creates a new key.");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return key;
    }

    [GeneratedRegex($"^{Prefix}[A-Za-z0-9]{{16,128}}$")]
    private static partial Regex Form();
}
