using System.Collections.Concurrent;
using System.Reflection;
using System.Xml.Linq;

namespace KubeCredential.ServiceDefaults.OpenApi;

/// <summary>
/// Reads the documentation comments of our JSON types. The generator of the OpenAPI document reads those of public types at compile time,
/// but the services' types are internal.
/// </summary>
internal static class DocumentationFile
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> s_files = [];

    /// <summary>The summary of a type, or null.</summary>
    public static string? Of(Type type) => TextOf(Member("T:", type)?.Element("summary"));

    /// <summary>The summary of a member of a type, or the comment on the parameter of a record, or null.</summary>
    public static string? Of(Type type, string property)
    {
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            var parameter = Member("T:", declaring)?.Elements("param").FirstOrDefault(one => one.Attribute("name")?.Value == property);
            if (TextOf(Member("P:", declaring, property)?.Element("summary") ?? parameter) is { } text) return text;
        }

        return null;
    }

    private static XElement? Member(string kind, Type type, string? member = null)
    {
        var name = (type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type).FullName?.Replace('+', '.');
        return s_files.GetOrAdd(type.Assembly, Read).GetValueOrDefault(member is null ? kind + name : $"{kind}{name}.{member}");
    }

    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        // Not next to the assembly's location, which differs in a container image.
        var file = Path.Combine(AppContext.BaseDirectory, $"{assembly.GetName().Name}.xml");
        return File.Exists(file)
            ? XDocument.Load(file).Descendants("member").Where(static member => member.Attribute("name") is not null).ToDictionary(static member => member.Attribute("name")!.Value)
            : [];
    }

    private static string? TextOf(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.DescendantNodes().Select(static node => node switch
        {
            XText part => part.Value,
            XElement { IsEmpty: true } reference => (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword"))?.Value.Split('.', ':')[^1],
            _ => null,
        }));
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } words ? words : null;
    }
}
