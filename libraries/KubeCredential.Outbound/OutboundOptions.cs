using System.ComponentModel.DataAnnotations;
using System.Net;

namespace KubeCredential.Outbound;

/// <summary>
/// How documents of others are fetched whose addresses a stranger may choose: DID documents, status lists, schemas. The defaults reach public servers over HTTPS only.
/// Configuration section <c>Outbound</c>.
/// </summary>
public sealed class OutboundOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Outbound";

    private const char Separator = ',';

    /// <summary>Whether documents are also fetched without TLS. Only for development and tests.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>Whether documents are also fetched from other ports than those of HTTPS and HTTP.</summary>
    public bool AnyPort { get; set; }

    /// <summary>Networks that are not public and may be reached all the same, separated by commas, such as <c>127.0.0.0/8,10.1.0.0/16</c>: issuers in the own network.</summary>
    public string AllowedNetworks { get; set; } = "";

    /// <summary>The largest status list or schema that is read, in bytes, after decompression. A DID document may have 256 KiB at most.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long fetching a document may take, with waiting for its turn and all redirects.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many redirects are followed. Each address on the way is checked like the first.</summary>
    [Range(0, 10)]
    public int MostRedirects { get; set; } = 3;

    /// <summary>How many documents are fetched at once.</summary>
    [Range(1, 1000)]
    public int MostAtOnce { get; set; } = 64;

    /// <summary>How many documents are fetched at once from one host, so that a slow host cannot stall the others.</summary>
    [Range(1, 100)]
    public int MostAtOncePerHost { get; set; } = 4;

    /// <summary>How long a document is kept whose server does not say how long it may be.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan CacheFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a document is kept at most, whatever its server says. A revocation by another issuer is seen after this time at the latest.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MostCacheFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an address that failed is not asked again, and neither is a host that has not answered several times in a row.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FailureFor { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many megabytes of documents are kept in memory.</summary>
    [Range(1, 4096)]
    public int CacheMegabytes { get; set; } = 32;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TryReadNetworks() is null) yield return new ValidationResult("Outbound:AllowedNetworks must be networks such as 10.0.0.0/8, separated by commas.", [nameof(AllowedNetworks)]);
    }

    /// <summary>The networks of <see cref="AllowedNetworks"/>; null if one cannot be read.</summary>
    internal IReadOnlyList<IPNetwork>? TryReadNetworks()
    {
        List<IPNetwork> networks = [];
        foreach (var text in AllowedNetworks.Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IPNetwork.TryParse(text, out var network)) return null;
            networks.Add(network);
        }

        return networks;
    }
}
