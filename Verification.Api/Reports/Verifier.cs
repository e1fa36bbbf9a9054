using Microsoft.Extensions.Options;

namespace Verification.Api.Reports;

/// <summary>Who verifies, as reports say it.</summary>
internal sealed class Verifier
{
    private readonly string? _root;

    public Verifier(IOptions<ReportOptions> options)
    {
        var settings = options.Value;
        if (settings is not { KeySecret: not null, Address: { } address }) return;
        // A name of a host in other scripts is written as DNS has it, which every scanner and PDF reader understands.
        _root = new UriBuilder(address) { Host = address.IdnHost, Query = "", Fragment = "", UserName = "", Password = "" }.Uri.AbsoluteUri.TrimEnd('/');
        Name = settings.Name ?? (address.IdnHost is { Length: <= ReportOptions.MaxNameLength } host ? host : address.IdnHost[..ReportOptions.MaxNameLength]);
    }

    /// <summary>Whether there are reports.</summary>
    public bool MakesReports => _root is not null;

    /// <summary>Its name; empty if there are no reports.</summary>
    public string Name { get; } = "";

    /// <summary>The address of its pages; null if there are no reports.</summary>
    public Uri? Address => _root is null ? null : new Uri($"{_root}/");

    /// <summary>The page of a credential.</summary>
    /// <exception cref="InvalidOperationException">There are no reports.</exception>
    public Uri PageOf(Guid credentialId) => _root is null ? throw new InvalidOperationException("Reports are switched off.") : new Uri($"{_root}/v/{credentialId:D}");
}
