using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace KubeCredential.Docs.Tests.Settings;

/// <summary>The XML documentation of an assembly, as Markdown.</summary>
internal sealed partial class DocumentationComments
{
    private readonly Dictionary<string, XElement> _members;

    private DocumentationComments(string file) =>
        _members = XDocument.Load(file).Descendants("member").GroupBy(static one => one.Attribute("name")!.Value).ToDictionary(static one => one.Key, static one => one.First());

    /// <summary>The ids of all documented members, such as <c>P:Namespace.Type.Property</c>.</summary>
    public IEnumerable<string> Ids => _members.Keys;

    /// <summary>The documentation beside an assembly.</summary>
    public static DocumentationComments Of(Assembly assembly) => new(Path.ChangeExtension(assembly.Location, ".xml"));

    /// <summary>What a member is said to be, as one paragraph; empty where nothing is said.</summary>
    public string SummaryOf(string id) => TextOf(_members.GetValueOrDefault(id)?.Element("summary"));

    /// <summary>What a member's value is said to be: its default.</summary>
    public string ValueOf(string id) => TextOf(_members.GetValueOrDefault(id)?.Element("value"));

    /// <summary>The rows of the tables of settings in a member's documentation: name, default and meaning.</summary>
    public IEnumerable<(string Name, string Default, string Meaning)> TableOf(string id) =>
        from list in _members[id].Descendants("list")
        where TextOf(list.Element("listheader")?.Element("term")) == "Setting"
        from item in list.Elements("item")
        let terms = item.Elements("term").ToArray()
        select (TextOf(terms[0]).Trim('`'), terms.Length > 1 ? TextOf(terms[1]) : "", TextOf(item.Element("description")));

    private static string TextOf(XElement? element) =>
        element is null ? "" : Spaces().Replace(string.Concat(element.Nodes().Select(TextOf)), " ").Trim();

    private static string TextOf(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see => see.Attribute("langword")?.Value ?? $"`{NameIn(see.Attribute("cref")!.Value)}`",
        XElement { Name.LocalName: "list" } => "",
        XElement other => TextOf(other),
        _ => "",
    };

    private static string NameIn(string id) => id[(id.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
