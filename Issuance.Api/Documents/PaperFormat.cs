namespace Issuance.Api.Documents;

/// <summary>A form of a credential that people read.</summary>
/// <param name="Name">Its name in addresses, and the extension of its file name.</param>
/// <param name="MediaType">Its media type.</param>
internal sealed record PaperFormat(string Name, string MediaType)
{
    private static readonly PaperFormat[] s_all = [new("pdf", "application/pdf"), new("png", "image/png"), new("svg", "image/svg+xml")];

    /// <summary>The names, as a sentence lists them.</summary>
    public const string Names = "pdf, png or svg";

    /// <summary>Whether it carries the signed credential.</summary>
    public bool CarriesCredential => Name == "pdf";

    /// <summary>A form by its name, or null.</summary>
    public static PaperFormat? Find(string name) => Array.Find(s_all, one => one.Name == name);
}
