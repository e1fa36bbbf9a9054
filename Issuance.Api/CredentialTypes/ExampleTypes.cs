using System.Text.Json;

namespace Issuance.Api.CredentialTypes;

/// <summary>Credential types to be used as they are, or to start from. They are files beside this class, in the form in which types are registered.</summary>
internal static class ExampleTypes
{
    private static readonly string[] s_names = ["degree", "transcript-line", "course-certificate", "licence-to-practise", "membership"];

    /// <summary>All, each with its name.</summary>
    public static IReadOnlyList<(string Name, TypeDefinition Definition)> All { get; } = Array.ConvertAll(s_names, Read);

    private static (string, TypeDefinition) Read(string name)
    {
        using var stream = typeof(ExampleTypes).Assembly.GetManifestResourceStream($"{typeof(ExampleTypes).Namespace}.Examples.{name}.json")!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var errors = new Dictionary<string, string[]>();
        var type = TypeRequestReader.ReadType(buffer.ToArray(), errors);
        return errors.Count == 0 ? (type.Name, type.Definition) : throw new JsonException($"{name}: {string.Join("; ", errors.Select(static error => $"{error.Key}: {error.Value[0]}"))}");
    }
}
