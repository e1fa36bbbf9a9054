using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>This machine's PostgreSQL, and an initialised data directory that is copied for each server.</summary>
internal sealed class PostgresInstallation
{
    private readonly string _directory;

    private PostgresInstallation(string directory) => _directory = directory;

    /// <summary>The server program.</summary>
    public string Postgres => Path.Combine(_directory, "postgres");

    /// <summary>Finds PostgreSQL on PATH, otherwise the newest version under <c>/usr/lib/postgresql</c>, which Debian does not put on PATH.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed.</exception>
    public static PostgresInstallation Find()
    {
        var directories = new List<string>();
        if (Executables.Find("initdb") is { } initdb)
            directories.Add(Path.GetDirectoryName(File.ResolveLinkTarget(initdb, returnFinalTarget: true)?.FullName ?? initdb)!);
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            directories.AddRange(
                from version in Directory.GetDirectories("/usr/lib/postgresql")
                orderby double.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0 descending
                select Path.Combine(version, "bin"));
        }

        return directories.Find(directory => File.Exists(Path.Combine(directory, "postgres"))) is { } found
            ? new PostgresInstallation(found)
            : throw new InvalidOperationException(
                "postgres and initdb are neither on PATH nor in /usr/lib/postgresql/*/bin: apt-get install postgresql.");
    }

    /// <summary>Creates <paramref name="target"/>, which must not exist, as a data directory with superuser <c>postgres</c>.</summary>
    /// <remarks>
    /// initdb takes seconds, copying its result a tenth of a second. So it runs once per version and user, and the result stays in the
    /// temporary directory. Test processes that start at the same time each create one, and the first to rename its own wins.
    /// </remarks>
    public async Task CreateDataDirectoryAsync(string target, UnixUser? user, CancellationToken cancellationToken)
    {
        var version = (await ChildProcess.RunAsync(Postgres, ["--version"], cancellationToken))[0];
        var key = string.Concat(version.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-')) + "-" + (user?.Name ?? Environment.UserName);
        var template = Path.Combine(TemporaryDirectory.Root(user), $"kubecredential-template-{key}");
        if (!Directory.Exists(template))
            await CreateTemplateAsync(template, user, cancellationToken);
        // -a keeps the owner, which must be the user that runs the server.
        await ChildProcess.RunAsync("cp", ["-a", template, target], cancellationToken);
    }

    /// <summary>Creates <paramref name="target"/>, which must not exist, as the data directory of a standby: a copy of a running server, with what it needs to follow it.</summary>
    public async Task CopyAsync(string primary, string target, UnixUser? user, CancellationToken cancellationToken)
    {
        await CreateDirectoryAsync(target, user, cancellationToken);
        await ChildProcess.RunAsAsync(
            user, Path.Combine(_directory, "pg_basebackup"), ["-d", primary, "-D", target, "-R", "-X", "stream", "-c", "fast", "--no-sync"], workingDirectory: "/", cancellationToken);
    }

    /// <summary>Copies a database into an empty one of another server, as a dump and its restoration do, with the roles that have rights in it.</summary>
    public async Task RestoreAsync(string from, string to, CancellationToken cancellationToken)
    {
        var (roles, content) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await RunAsync("pg_dumpall", "--roles-only", $"--file={roles}", $"--dbname={from}");
            await RunAsync("psql", "--quiet", $"--file={roles}", $"--dbname={to}"); // Goes on where a role is there already.
            await RunAsync("pg_dump", "--format=custom", $"--file={content}", $"--dbname={from}");
            await RunAsync("pg_restore", "--exit-on-error", $"--dbname={to}", content);
        }
        finally
        {
            File.Delete(roles);
            File.Delete(content);
        }

        Task RunAsync(string program, params string[] arguments) => ChildProcess.RunAsync(Path.Combine(_directory, program), arguments, cancellationToken);
    }

    private static async Task CreateDirectoryAsync(string directory, UnixUser? user, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (user is not null)
            await ChildProcess.RunAsync("chown", [$"{user.UserId}:{user.GroupId}", directory], cancellationToken);
    }

    private async Task CreateTemplateAsync(string template, UnixUser? user, CancellationToken cancellationToken)
    {
        var attempt = $"{template}.{Guid.NewGuid():N}";
        try
        {
            await CreateDirectoryAsync(attempt, user, cancellationToken);
            try
            {
                await InitialiseAsync(attempt, "C.UTF-8", user, cancellationToken);
            }
            catch (InvalidOperationException exception) when (exception.Message.Contains("locale", StringComparison.Ordinal))
            {
                await InitialiseAsync(attempt, "C", user, cancellationToken);
            }

            Directory.Move(attempt, template);
        }
        catch (IOException) when (Directory.Exists(template))
        {
            // Another process created it first.
        }
        finally
        {
            TemporaryDirectory.Delete(attempt);
        }
    }

    private async Task InitialiseAsync(string directory, string locale, UnixUser? user, CancellationToken cancellationToken) =>
        await ChildProcess.RunAsAsync(
            user,
            Path.Combine(_directory, "initdb"),
            ["-D", directory, "-U", "postgres", "--auth=trust", "--encoding=UTF8", $"--locale={locale}", "--no-sync", "--no-instructions"],
            workingDirectory: "/",
            cancellationToken);
}
