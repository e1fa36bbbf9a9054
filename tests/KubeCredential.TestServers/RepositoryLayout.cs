using System.Reflection;

namespace KubeCredential.TestServers;

/// <summary>Paths in the repository from which the running tests were built.</summary>
public static class RepositoryLayout
{
    private const string Solution = "KubeCredential.sln";
    private const string TargetFramework = "net10.0";

    /// <summary>The folder that contains the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The configuration the tests were built in: Debug or Release.</summary>
    public static string Configuration { get; } =
        (Assembly.GetEntryAssembly() ?? typeof(RepositoryLayout).Assembly).GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration
        ?? "Debug";

    /// <summary>The DLL built from a project.</summary>
    /// <param name="project">The project's folder, absolute or relative to the root, e.g. <c>Issuance.Api</c>.</param>
    /// <exception cref="FileNotFoundException">The project has not been built in this configuration.</exception>
    public static string Dll(string project)
    {
        var path = Path.Combine(BuildFolder(project), Path.GetFileName(project) + ".dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} does not exist; run dotnet build {Solution} --configuration {Configuration}.", path);
    }

    /// <summary>The folder that a project is built into.</summary>
    /// <param name="project">The project's folder, absolute or relative to the root.</param>
    public static string BuildFolder(string project) => Path.Combine(Root, project, "bin", Configuration, TargetFramework);

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Solution)))
                return directory.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} contains {Solution}.");
    }
}
