using Issuance.Api.Credentials;

namespace Issuance.Api.Documents;

/// <summary>What documents say of the types of their credentials.</summary>
internal interface IDocumentTypes
{
    /// <summary>A published version of a type, or null.</summary>
    ValueTask<DocumentType?> FindAsync(TypeReference type, CancellationToken cancellationToken);
}

/// <summary>What documents say of a type.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it attests, or null.</param>
/// <param name="Criteria">What one must do for it, or null.</param>
/// <param name="Image">The address of the picture of its badge, or null.</param>
/// <param name="Tags">Words by which it is found.</param>
/// <param name="Formats">The formats that it is offered in; null: all.</param>
internal sealed record DocumentType(string Title, string? Description, string? Criteria, string? Image, IReadOnlyList<string> Tags, IReadOnlyList<string>? Formats);
