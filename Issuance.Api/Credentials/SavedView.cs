using System.ComponentModel.DataAnnotations;

namespace Issuance.Api.Credentials;

/// <summary>A view of the list of credentials that a user has saved.</summary>
/// <param name="Name">Its name, at most 80 characters.</param>
/// <param name="Query">The query of the list, as in its address, without the question mark; it may be empty.</param>
/// <param name="Columns">The columns in order; empty for the usual ones.</param>
/// <param name="Created">When it was first saved.</param>
internal sealed record SavedView([property: Required] string Name, [property: Required] string Query, [property: Required] IReadOnlyList<string> Columns, DateTimeOffset Created)
{
    /// <summary>How many a user may save.</summary>
    public const int Most = 50;

    public const int MaxNameCharacters = 80;
    public const int MaxQueryCharacters = 4000;
    public const int MaxColumns = 30;
    public const int MaxColumnCharacters = 40;
}

/// <summary>A request to save a view of the list.</summary>
/// <param name="Name">Its name, at most 80 characters. A view of this name is replaced.</param>
/// <param name="Query">The query of the list, as in its address, without the question mark; at most 4,000 characters.</param>
/// <param name="Columns">The columns in order, at most 30 of 40 letters, digits and dots.</param>
internal sealed record SaveViewRequest([property: Required] string Name, string? Query = null, IReadOnlyList<string>? Columns = null);

/// <summary>A user's saved views.</summary>
/// <param name="Items">The views by name.</param>
internal sealed record SavedViewList(IReadOnlyList<SavedView> Items);
