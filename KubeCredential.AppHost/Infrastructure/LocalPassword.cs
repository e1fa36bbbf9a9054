using System.Security.Cryptography;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>Passwords of servers on this machine: generated once, and kept in files that only their owner can read.</summary>
internal static class LocalPassword
{
    private const int Length = 32;
    private const string Characters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>The password in a file, which is created if it does not exist.</summary>
    public static string ReadOrCreate(string path) => ReadOrCreate(path, static () => RandomNumberGenerator.GetString(Characters, Length));

    /// <summary>The secret in a file, which is created if it does not exist.</summary>
    /// <param name="path">The file, which holds it on one line.</param>
    /// <param name="create">Generates a new one.</param>
    public static string ReadOrCreate(string path, Func<string> create)
    {
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        var password = create();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine(password);
        return password;
    }

    /// <summary>The password <paramref name="name"/> in <c>name.password</c>, as a secret of the application.</summary>
    public static ParameterResource Parameter(DataDirectory data, string name)
    {
        var password = ReadOrCreate(data.File($"{name}.password"));
        return new ParameterResource($"{name}-password", _ => password, secret: true);
    }
}
