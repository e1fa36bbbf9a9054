using KubeCredential.VerifiableCredentials.StatusLists;

namespace KubeCredential.VerifiableCredentials.Verification;

/// <summary>Checks whether a credential is revoked or suspended (W3C Bitstring Status List 1.0, section 3.2). What cannot be found out is never taken for a good answer.</summary>
internal sealed class StatusCheck(KeyFinder keys, CredentialVerifierOptions options, DateTimeOffset now, List<VerificationWarning> warnings)
{
    /// <summary>The checks of revocation and of suspension.</summary>
    public async ValueTask<IReadOnlyList<VerificationCheck>> CheckAsync(SecuredDocument document, CancellationToken cancellationToken)
    {
        var content = document.Content;
        if (content.Statuses.Count > options.Limits.MaxStatusEntries)
        {
            var message = $"the credential has more than {options.Limits.MaxStatusEntries} status entries.";
            return [CheckOutcomes.NotChecked(CheckName.Revocation, CredentialError.UnsupportedStatus, message), CheckOutcomes.NotChecked(CheckName.Suspension, CredentialError.UnsupportedStatus, message)];
        }

        List<StatusEntry> entries = [];
        CredentialException? unread = null;
        foreach (var status in content.Statuses)
        {
            try
            {
                entries.Add(StatusEntry.Parse(status));
            }
            catch (CredentialException error)
            {
                // Nobody knows what it would have said.
                unread ??= error;
            }
        }

        Warn(entries);
        return
        [
            await CheckAsync(CheckName.Revocation, StatusPurposes.Revocation, CredentialError.Revoked, entries, unread, content.Issuer!, cancellationToken),
            await CheckAsync(CheckName.Suspension, StatusPurposes.Suspension, CredentialError.Suspended, entries, unread, content.Issuer!, cancellationToken),
        ];
    }

    private async ValueTask<VerificationCheck> CheckAsync(CheckName name, string purpose, CredentialError set, List<StatusEntry> entries, CredentialException? unread, string issuer, CancellationToken cancellationToken)
    {
        var word = set == CredentialError.Revoked ? "revoked" : "suspended";
        var ours = entries.Where(entry => entry.Purpose == purpose).ToArray();
        try
        {
            foreach (var entry in ours)
            {
                var list = await ListAsync(entry, issuer, cancellationToken);
                if (!list.Purposes.Contains(purpose)) throw new CredentialException(CredentialError.WrongStatusPurpose, "The status list is for another purpose.", "/credentialStatus/statusPurpose");
                var bit = Bitstring.Read(list.Bits.Span, entry.Index) ?? throw new CredentialException(CredentialError.StatusIndexOutOfRange, "The index is beyond the end of the status list.", "/credentialStatus/statusListIndex");
                if (bit) return new VerificationCheck(name, CheckResult.Failed, set, $"The credential is {word}.", "/credentialStatus");
            }
        }
        catch (CredentialException error)
        {
            return CheckOutcomes.Of(name, error);
        }

        if (unread is not null) return CheckOutcomes.Of(name, unread);
        return ours.Length > 0 ? CheckOutcomes.Passed(name, $"The credential is not {word}.") : CheckOutcomes.NotApplicable(name, $"The issuer does not say whether the credential is {word}.");
    }

    private async ValueTask<VerifiedStatusList> ListAsync(StatusEntry entry, string issuer, CancellationToken cancellationToken)
    {
        var list = options.StatusListCache?.Find(entry.ListAddress);
        if (list is null || list.FreshUntil <= now)
        {
            list = await FetchAsync(entry.ListAddress, cancellationToken);
            options.StatusListCache?.Keep(list);
        }

        return list.Issuer == issuer ? list : throw new CredentialException(CredentialError.StatusListUntrusted, "The status list is by somebody other than the issuer of the credential.");
    }

    private async ValueTask<VerifiedStatusList> FetchAsync(string address, CancellationToken cancellationToken)
    {
        var bytes = await options.StatusLists.FetchAsync(address, cancellationToken);
        var limits = options.Limits with { MaxDocumentBytes = options.Limits.MaxStatusListDocumentBytes };
        SecuredDocument document;
        try
        {
            document = SecuredDocument.Read(bytes.Span, limits);
        }
        catch (CredentialException error)
        {
            throw new CredentialException(CredentialError.InvalidStatusList, $"The status list cannot be read. {error.Message}", inner: error);
        }

        var content = document.Content;
        if (content.IsPresentation || (content.Id is not null && content.Id != address)) throw new CredentialException(CredentialError.InvalidStatusList, "The document is not the status list of that address.");
        var proof = new ProofCheck(keys, options with { Limits = limits }, now);
        foreach (var check in (VerificationCheck[])[await proof.CheckAsync(document, cancellationToken), await proof.CheckControllerAsync(document, cancellationToken)])
        {
            if (check.Result != CheckResult.Passed) throw new CredentialException(CredentialError.StatusListUntrusted, $"The status list is not to be believed. {check.Message}");
        }

        if (content.ValidFrom > now + options.ClockSkew || content.ValidUntil < now - options.ClockSkew) throw new CredentialException(CredentialError.StatusListExpired, "The status list has expired or is not valid yet.");
        return StatusListCredential.Read(document.Json, address, content.Issuer!, content.ValidUntil, now, limits);
    }

    private void Warn(List<StatusEntry> entries)
    {
        if (entries.Exists(static entry => entry.IndexIsNumber)) warnings.Add(new VerificationWarning(WarningCode.StatusIndexIsNumber, "The index of a status is a number; the specification wants text.", "/credentialStatus/statusListIndex"));
        if (entries.Exists(static entry => entry.HasMessages || entry.Purpose is not (StatusPurposes.Revocation or StatusPurposes.Suspension)))
            warnings.Add(new VerificationWarning(WarningCode.StatusMessageIgnored, "A status says more than whether the credential is revoked or suspended, and that was not looked at.", "/credentialStatus"));
    }
}
