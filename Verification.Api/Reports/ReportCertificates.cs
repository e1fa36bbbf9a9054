using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubeCredential.Security;
using KubeCredential.Storage;
using Microsoft.Extensions.Options;

namespace Verification.Api.Reports;

/// <summary>
/// The certificates with which this verifier signs reports: P-256, self-signed, made when the first one is needed and kept in the database with its private key encrypted, so that all replicas sign with the
/// same. Another one is made in time before one expires, or for another name. Those that signed earlier reports stay published.
/// </summary>
internal sealed partial class ReportCertificates(SqlDialect dialect, Verifier verifier, IOptions<ReportOptions> options, TimeProvider time, ILogger<ReportCertificates> logger) : IDisposable
{
    private const string Purpose = "kubecredential report key";
    private const string DocumentSigning = "1.3.6.1.5.5.7.3.36"; // RFC 9336.
    private static readonly TimeSpan s_validFor = TimeSpan.FromDays(3650);
    private static readonly TimeSpan s_replacedBefore = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_keptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_clockSkew = TimeSpan.FromMinutes(5);

    private readonly KeyEncryption? _encryption = options.Value.KeySecret is { } secret ? new KeyEncryption(Encoding.UTF8.GetBytes(secret), Purpose) : null;
    private readonly SemaphoreSlim _one = new(1, 1);
    private X509Certificate2? _current;
    private Published? _published;

    /// <summary>The SHA-256 of a certificate in hexadecimal digits, by which people know it.</summary>
    public static string FingerprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    /// <summary>The certificate to sign with, with its private key.</summary>
    /// <exception cref="InvalidOperationException">Reports are switched off.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<X509Certificate2> CurrentAsync(CancellationToken cancellationToken)
    {
        if (_current is { } known && Fits(known)) return known;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_current is { } meanwhile && Fits(meanwhile)) return meanwhile;
            while (true)
            {
                var (certificates, last) = await ReadAsync(cancellationToken);
                if (certificates.Find(one => one.Name == verifier.Name && Fits(one.Certificate)).Certificate is { } found) return _current = found;
                // If another replica takes the number first, its certificate is found.
                await AddAsync(last + 1, cancellationToken);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>All certificates that this verifier signs or has signed with, newest first. One that another replica has made since may be missing for a minute.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<X509Certificate2>> ListAsync(CancellationToken cancellationToken)
    {
        var current = await CurrentAsync(cancellationToken); // What is going to be signed with is published before the first report.
        var now = time.GetUtcNow();
        // Everybody may ask, as often as they like: neither the database nor the log has to pay for it.
        if (_published is { } known && now - known.At < s_keptFor && known.Certificates.Contains(current)) return known.Certificates;
        var published = new Published((await ReadAsync(cancellationToken)).Certificates.ConvertAll(static one => one.Certificate), now);
        _published = published;
        return published.Certificates;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    private bool Fits(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() - s_replacedBefore > time.GetUtcNow().UtcDateTime;

    /// <summary>Reads the certificates, newest first, and the last number, which may be that of a row that is not believed.</summary>
    private async Task<(List<(string Name, X509Certificate2 Certificate)> Certificates, int LastNumber)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT number, name, certificate, private_key FROM report_certificates ORDER BY number DESC");
        var rows = await command.ListAsync(static reader => (Number: reader.GetInt32(0), Name: reader.GetString(1), Certificate: reader.GetFieldValue<byte[]>(2), PrivateKey: reader.GetFieldValue<byte[]>(3)), cancellationToken);
        var found = new List<(string, X509Certificate2)>(rows.Count);
        foreach (var row in rows)
        {
            if (Opened(row.Certificate, row.PrivateKey) is { } certificate) found.Add((row.Name, certificate));
            else LogBroken(logger);
        }

        return (found, rows is [var last, ..] ? last.Number : 0);
    }

    private X509Certificate2? Opened(byte[] stored, byte[] encrypted)
    {
        try
        {
            using var bare = X509CertificateLoader.LoadCertificate(stored);
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(_encryption!.Decrypt(FingerprintOf(bare), encrypted), out _);
            return bare.CopyWithPrivateKey(key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Makes a certificate, and adds it unless another replica adds one at this moment.</summary>
    private async Task AddAsync(int number, CancellationToken cancellationToken)
    {
        if (_encryption is null || !verifier.MakesReports) throw new InvalidOperationException("Reports are switched off.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(key);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var insert = connection.Command(
            $"""
            INSERT INTO report_certificates (number, name, certificate, private_key, created_at) VALUES (@number, @name, @certificate, @private, {dialect.Now})
            ON CONFLICT DO NOTHING
            """);
        insert.With("@number", number).With("@name", verifier.Name).With("@certificate", made.RawData).With("@private", _encryption.Encrypt(FingerprintOf(made), key.ExportPkcs8PrivateKey()));
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 1) LogMade(logger, FingerprintOf(made));
    }

    private X509Certificate2 Make(ECDsa key)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(verifier.Name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(DocumentSigning)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now - s_clockSkew, now + s_validFor);
    }

    private sealed record Published(IReadOnlyList<X509Certificate2> Certificates, DateTimeOffset At);

    [LoggerMessage(LogLevel.Information, "Reports are signed with a new certificate with the SHA-256 fingerprint {Fingerprint}")]
    private static partial void LogMade(ILogger logger, string fingerprint);

    [LoggerMessage(LogLevel.Error, "A row of the table report_certificates was not written by this service, or with another Report:KeySecret; it is not believed")]
    private static partial void LogBroken(ILogger logger);
}
