using System.ComponentModel.DataAnnotations;

namespace Verification.Api.Reports;

/// <summary>The signed reports of verifications. Configuration section <c>Report</c>. Without <see cref="KeySecret"/> and <see cref="Address"/> there are none.</summary>
internal sealed class ReportOptions : IValidatableObject
{
    /// <summary>What a common name in a certificate may have at most (RFC 5280, appendix A.1, ub-common-name).</summary>
    public const int MaxNameLength = 64;

    /// <summary>
    /// The secret from which the keys are derived that encrypt the private keys of reports in the database: at least 32 characters. All replicas have the same. If it is lost or changed, a new key and
    /// certificate are made, and the former certificates are no longer published.
    /// </summary>
    [MinLength(32)]
    public string? KeySecret { get; set; }

    /// <summary>The public address of the verification pages, such as <c>https://verify.example.org</c>: reports say that they were made there, and lead there to verify again.</summary>
    public Uri? Address { get; set; }

    /// <summary>The name of the verifier in reports and in the certificate that they are signed with, at most 64 characters; if it is left out, the host of <see cref="Address"/>.</summary>
    [StringLength(MaxNameLength, MinimumLength = 1)]
    public string? Name { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not null && (!Address.IsAbsoluteUri || Address.Scheme is not ("https" or "http"))) yield return new ValidationResult("This must be an absolute address that begins with https:// or http://.", [nameof(Address)]);
    }
}
