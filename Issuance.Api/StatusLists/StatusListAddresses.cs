using System.Globalization;
using Issuance.Api.Issuers;
using Microsoft.Extensions.Options;

namespace Issuance.Api.StatusLists;

/// <summary>Where everybody reads the status lists: at the public address of this service.</summary>
internal sealed class StatusListAddresses(IOptions<IssuerOptions> options)
{
    /// <summary>The first part of the path.</summary>
    public const string Path = "status";

    private readonly string? _root = options.Value.PublicAddress?.AbsoluteUri.TrimEnd('/');

    /// <summary>The address of a list for a purpose.</summary>
    /// <exception cref="InvalidOperationException">No public address is configured.</exception>
    public string Of(string purpose, int number) => _root is null
        ? throw new InvalidOperationException("There is no public address.")
        : string.Create(CultureInfo.InvariantCulture, $"{_root}/{Path}/{purpose}/{number}");
}
