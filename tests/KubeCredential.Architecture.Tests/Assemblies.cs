using System.Reflection;

namespace KubeCredential.Architecture.Tests;

/// <summary>Our assemblies that run in the services; they lie beside this one.</summary>
internal static class Assemblies
{
    public static Assembly Of(string project) => Assembly.Load(new AssemblyName(project));

    /// <summary>Whether a project's assembly lies here: the AppHost and what only it needs do not.</summary>
    public static bool Has(string project) => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{project}.dll"));
}
