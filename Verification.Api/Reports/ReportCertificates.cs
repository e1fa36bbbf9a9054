using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using KubeCredential.Security;
using KubeCredential.Storage;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Verification.Api.Reports;

/// <summary>
/// The certificates with which this verifier signs reports: P-256, self-signed, made when the first one is needed and kept in the database with its private key encrypted, so that all replicas sign with the
/// same. Another one is made in time before one expires, for another name, when an operator asks for it, and when one has been declared compromised. Those that signed earlier reports stay published.
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
    private readonly AuditTrail _audit = new(dialect);
    private Known? _known;

    /// <summary>The SHA-256 of a certificate in hexadecimal digits, by which people know it.</summary>
    public static string FingerprintOf(X509Certificate2 certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));

    /// <summary>The certificate to sign with, with its private key.</summary>
    /// <exception cref="InvalidOperationException">Reports are switched off.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<X509Certificate2> CurrentAsync(CancellationToken cancellationToken)
    {
        // Another replica may have changed to another one at this moment.
        return _known is { } known && Fits(known.Current) && known.Version == await VersionAsync(cancellationToken) ? known.Current : (await ReadAgainAsync(cancellationToken)).Current;
    }

    /// <summary>All certificates that this verifier signs or has signed with, newest first. One that another replica has made since may be missing for a minute.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<IReadOnlyList<ReportCertificate>> ListAsync(CancellationToken cancellationToken)
    {
        // Everybody may ask, as often as they like: neither the database nor the log has to pay for it.
        return _known is { } known && time.GetUtcNow() - known.At < s_keptFor && Fits(known.Current) ? known.All : (await ReadAgainAsync(cancellationToken)).All;
    }

    /// <summary>Makes another certificate and signs with it from now on. What the former one has signed stays as good as it was.</summary>
    /// <exception cref="InvalidOperationException">Reports are switched off.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task RotateAsync(string actor, CancellationToken cancellationToken)
    {
        await CurrentAsync(cancellationToken);
        // If another one is made at this moment, this one comes after it.
        while (!await AddAsync((await ReadAsync(cancellationToken)).LastNumber + 1, actor, cancellationToken)) ;
        await ReadAgainAsync(cancellationToken);
    }

    /// <summary>Declares a certificate compromised. If reports are signed with it, they are signed with another one from now on.</summary>
    /// <returns>Whether it was declared so before; null if there is no such certificate.</returns>
    /// <exception cref="InvalidOperationException">Reports are switched off.</exception>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    public async Task<bool?> CompromiseAsync(string fingerprint, string reason, string actor, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(cancellationToken)).Rows.Find(one => FingerprintOf(one.Certificate) == fingerprint) is not { } row) return null;
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var mark = connection.Command($"UPDATE report_certificates SET compromised_at = {dialect.Now} WHERE number = @number AND compromised_at IS NULL", transaction);
        if (await mark.With("@number", row.Number).ExecuteNonQueryAsync(cancellationToken) == 0) return true;
        var entry = new AuditEntry(AuditAction.SigningKeyCompromised, AuditOutcome.Done, actor) { Detail = $"Report certificate {fingerprint}: {reason}" };
        await _audit.AppendAsync(connection, transaction, [entry.InCurrentTrace()], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await ReadAgainAsync(cancellationToken);
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Reads all of them, and makes one to sign with if there is none.</summary>
    private async Task<Known> ReadAgainAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (rows, last, version) = await ReadAsync(cancellationToken);
                // One that was retired is never signed with again, even if that which came after it is compromised.
                if (rows.Find(one => one.Name == verifier.Name) is { CompromisedAt: null } current && Fits(current.Certificate))
                {
                    return _known = new Known(current.Certificate, rows.ConvertAll(one => new ReportCertificate(one.Certificate, StateOf(one, current), one.CompromisedAt)), version, time.GetUtcNow());
                }

                // If another replica takes the number first, its certificate is found.
                await AddAsync(last + 1, null, cancellationToken);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    private static string StateOf(Row one, Row current) =>
        one.CompromisedAt is not null ? ReportCertificateState.Compromised : one == current ? ReportCertificateState.Active : ReportCertificateState.Retired;

    private bool Fits(X509Certificate2 certificate) => certificate.NotAfter.ToUniversalTime() - s_replacedBefore > time.GetUtcNow().UtcDateTime;

    /// <summary>Reads the certificates, newest first, and the last number, which may be that of a row that is not believed.</summary>
    private async Task<(List<Row> Rows, int LastNumber, (int, int) Version)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT number, name, certificate, private_key, compromised_at FROM report_certificates ORDER BY number DESC");
        var rows = await command.ListAsync(
            reader => (Number: reader.GetInt32(0), Name: reader.GetString(1), Certificate: reader.GetFieldValue<byte[]>(2), PrivateKey: reader.GetFieldValue<byte[]>(3), CompromisedAt: dialect.ReadTimeOrNull(reader, 4)),
            cancellationToken);
        var found = new List<Row>(rows.Count);
        foreach (var row in rows)
        {
            if (Opened(row.Certificate, row.PrivateKey) is { } certificate) found.Add(new Row(row.Number, row.Name, certificate, row.CompromisedAt));
            else LogBroken(logger);
        }

        return (found, rows is [var last, ..] ? last.Number : 0, (rows.Count, rows.Count(static one => one.CompromisedAt is not null)));
    }

    /// <summary>What changes when a certificate is added or declared compromised; no row is ever taken away.</summary>
    private async Task<(int, int)> VersionAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var command = connection.Command("SELECT COUNT(*), COUNT(compromised_at) FROM report_certificates");
        return (await command.ListAsync(static reader => ((int)reader.GetInt64(0), (int)reader.GetInt64(1)), cancellationToken)).Single();
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
    /// <param name="number">Its number.</param>
    /// <param name="actor">Who ordered it; null if it is made because it is needed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<bool> AddAsync(int number, string? actor, CancellationToken cancellationToken)
    {
        if (_encryption is null || !verifier.MakesReports) throw new InvalidOperationException("Reports are switched off.");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = Make(key);
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(connection, cancellationToken);
        await using var insert = connection.Command(
            $"""
            INSERT INTO report_certificates (number, name, certificate, private_key, created_at) VALUES (@number, @name, @certificate, @private, {dialect.Now})
            ON CONFLICT DO NOTHING
            """,
            transaction);
        insert.With("@number", number).With("@name", verifier.Name).With("@certificate", made.RawData).With("@private", _encryption.Encrypt(FingerprintOf(made), key.ExportPkcs8PrivateKey()));
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0) return false;
        if (actor is not null)
        {
            var entry = new AuditEntry(AuditAction.SigningKeyRotated, AuditOutcome.Done, actor) { Detail = $"Report certificate {FingerprintOf(made)} is active." };
            await _audit.AppendAsync(connection, transaction, [entry.InCurrentTrace()], cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        LogMade(logger, FingerprintOf(made));
        return true;
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

    /// <summary>A row that this service wrote.</summary>
    private sealed record Row(int Number, string Name, X509Certificate2 Certificate, DateTimeOffset? CompromisedAt);

    /// <summary>What was read last. What is signed with is always in the list.</summary>
    private sealed record Known(X509Certificate2 Current, IReadOnlyList<ReportCertificate> All, (int, int) Version, DateTimeOffset At);

    [LoggerMessage(LogLevel.Information, "Reports are signed with a new certificate with the SHA-256 fingerprint {Fingerprint}")]
    private static partial void LogMade(ILogger logger, string fingerprint);

    [LoggerMessage(LogLevel.Error, "A row of the table report_certificates was not written by this service, or with another Report:KeySecret; it is not believed")]
    private static partial void LogBroken(ILogger logger);
}
