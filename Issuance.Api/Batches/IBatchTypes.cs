using System.Text.Json;

namespace Issuance.Api.Batches;

/// <summary>The registered types of credentials, as batches need them.</summary>
internal interface IBatchTypes
{
    /// <summary>The registered type of this name, the issuer's own or one for all; null if there is none.</summary>
    ValueTask<IBatchType?> FindAsync(string name, string? issuer, CancellationToken cancellationToken);

    /// <summary>Whether credentials of types that are not registered are refused.</summary>
    bool RequiresType { get; }
}

/// <summary>A registered type.</summary>
internal interface IBatchType
{
    /// <summary>Distinguishes it, and its version, from every other.</summary>
    string Key { get; }

    /// <summary>The members of the metadata that its schema names.</summary>
    IReadOnlyList<BatchTypeProperty> Properties { get; }

    /// <summary>What is wrong with metadata; empty if nothing is.</summary>
    IReadOnlyList<BatchTypeFault> Check(JsonElement? metadata);

    /// <summary>The last day of validity that the type gives; null if it gives none.</summary>
    DateOnly? LastDayOf(DateOnly validFrom);
}

/// <summary>A member of the metadata that a schema names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Labels">What people call it, in any language.</param>
internal sealed record BatchTypeProperty(string Name, BatchValueKind Kind, bool IsRequired, IReadOnlyList<string> Labels);

/// <summary>What the values of a member of the metadata are.</summary>
internal enum BatchValueKind
{
    /// <summary>Whatever the cell holds.</summary>
    Any,

    /// <summary>Text.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>Yes or no.</summary>
    Boolean,

    /// <summary>A day.</summary>
    Date,
}

/// <summary>What is wrong with metadata.</summary>
/// <param name="Pointer">Where, as a JSON Pointer.</param>
/// <param name="Rule">The rule that it breaks.</param>
/// <param name="Kind">The kind of the value that breaks it.</param>
internal sealed record BatchTypeFault(string Pointer, string Rule, string Kind);

/// <summary>No type is registered.</summary>
internal sealed class NoBatchTypes : IBatchTypes
{
    /// <inheritdoc/>
    public bool RequiresType => false;

    /// <inheritdoc/>
    public ValueTask<IBatchType?> FindAsync(string name, string? issuer, CancellationToken cancellationToken) => default;
}
