using Microsoft.EntityFrameworkCore;

namespace Verification.Api.Reports;

/// <summary>A certificate with which reports are signed. A row never changes.</summary>
internal sealed class ReportCertificateRow
{
    /// <summary>Counts up from 1. Of several replicas that make one at once, one adds it.</summary>
    public int Number { get; init; }

    /// <summary>The name of the verifier in it.</summary>
    public required string Name { get; init; }

    /// <summary>The certificate: DER.</summary>
    public required byte[] Certificate { get; init; }

    /// <summary>Its private key (PKCS #8), encrypted for this very certificate: a row that somebody else wrote or changed is not believed.</summary>
    public required byte[] PrivateKey { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The tables of reports.</summary>
internal static class ReportTables
{
    /// <summary>Adds them.</summary>
    public static void AddReports(this ModelBuilder model) => model.Entity<ReportCertificateRow>(static certificate =>
    {
        certificate.ToTable("report_certificates").HasKey(static row => row.Number);
        certificate.Property(static row => row.Number).ValueGeneratedNever();
    });
}
