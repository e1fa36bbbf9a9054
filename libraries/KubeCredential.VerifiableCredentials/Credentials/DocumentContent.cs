using System.Text.Json;

namespace KubeCredential.VerifiableCredentials.Credentials;

/// <summary>What a credential or a presentation says in the members that the data model defines.</summary>
internal sealed record DocumentContent
{
    public bool IsPresentation { get; init; }

    /// <summary>Whether it follows version 1.1 of the data model.</summary>
    public bool IsOlder { get; init; }

    public string? Id { get; init; }

    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The issuer of a credential, or the holder of a presentation.</summary>
    public string? Issuer { get; init; }

    public string? IssuerName { get; init; }

    public IReadOnlyList<string> SubjectIds { get; init; } = [];

    public DateTimeOffset? ValidFrom { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    public IReadOnlyList<JsonElement> Statuses { get; init; } = [];

    public IReadOnlyList<JsonElement> Schemas { get; init; } = [];

    public IReadOnlyList<JsonElement> Credentials { get; init; } = [];
}
