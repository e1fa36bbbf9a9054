using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace KubeCredential.Publishing.Tests;

/// <summary>The library is for any application: it knows nothing of ours.</summary>
public sealed partial class LibraryTests
{
    private static readonly string Library = typeof(PublishingOptions).Assembly.Location;

    [Fact]
    public void It_refers_to_no_other_assembly_of_ours() => Assert.DoesNotContain(
        typeof(PublishingOptions).Assembly.GetReferencedAssemblies(), static one => Ours().IsMatch(one.Name!));

    [Fact]
    public void Its_project_refers_to_packages_alone() => Assert.DoesNotContain("ProjectReference",
        File.ReadAllText(Path.Combine(TestServers.RepositoryLayout.Root, "libraries/KubeCredential.Publishing/KubeCredential.Publishing.csproj")), StringComparison.Ordinal);

    /// <summary>All text that its code has, and all constants.</summary>
    [Fact]
    public void None_of_its_texts_names_anything_of_ours()
    {
        using var file = new PEReader(File.OpenRead(Library));
        var metadata = file.GetMetadataReader();
        var texts = new List<string>();
        for (var at = MetadataTokens.UserStringHandle(1); !at.IsNil; at = metadata.GetNextHandle(at)) texts.Add(metadata.GetUserString(at));
        foreach (var handle in metadata.FieldDefinitions)
        {
            if (metadata.GetFieldDefinition(handle).GetDefaultValue() is { IsNil: false } value && metadata.GetConstant(value) is { TypeCode: ConstantTypeCode.String } constant)
                texts.Add(metadata.GetBlobReader(constant.Value).ReadUTF16(metadata.GetBlobReader(constant.Value).Length));
        }

        Assert.True(texts.Count > 300, $"{texts.Count} texts were read");
        Assert.Contains(texts, static text => text.Contains("helm-value-", StringComparison.Ordinal));
        Assert.All(texts, static text => Assert.DoesNotMatch(Ours(), text));
    }

    [GeneratedRegex("(?i)kubecredential|issuance|verification|credential")]
    private static partial Regex Ours();
}
