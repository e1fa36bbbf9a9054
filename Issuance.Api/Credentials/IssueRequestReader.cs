using System.Text.Json;

namespace Issuance.Api.Credentials;

/// <summary>
/// Reads the body of a request to issue a credential. It accepts only the documented members, so that a misspelt one is an error and not a credential that never
/// expires, and it reports all errors at once, each with its field and rule.
/// </summary>
internal static class IssueRequestReader
{
    private static readonly string[] s_known = ["holderName", "holderId", "holderEmail", "credentialType", "issuerName", "validFrom", "expiryDate", "metadata"];

    /// <summary>The contents of a body; valid only if <c>Errors</c>, the errors by field, is empty.</summary>
    internal readonly record struct Result(
        Dictionary<string, string[]> Errors, string HolderName, string CredentialType, string IssuerName, DateOnly ValidFrom, DateOnly? ExpiryDate, JsonElement? Metadata, string? HolderId, string? HolderEmail);

    /// <summary>Reads a body.</summary>
    /// <param name="utf8">The bytes of the body.</param>
    /// <param name="today">Today in UTC.</param>
    public static Result Read(ReadOnlyMemory<byte> utf8, DateOnly today)
    {
        var errors = new Dictionary<string, string[]>();
        var read = CredentialFields.ReadBody(utf8, s_known, errors, root =>
        {
            var result = new Result(
                errors,
                CredentialFields.Text(root, "holderName", CredentialFields.MaxNameCharacters, errors),
                CredentialFields.Text(root, "credentialType", CredentialFields.MaxTypeCharacters, errors),
                CredentialFields.Text(root, "issuerName", CredentialFields.MaxNameCharacters, errors),
                CredentialFields.ValidFrom(root, today, errors) ?? today,
                CredentialFields.ExpiryDate(root, today, errors),
                CredentialFields.Metadata(root, errors),
                CredentialFields.HolderId(root, errors),
                CredentialFields.HolderEmail(root, errors));
            CredentialFields.CheckOrder(result.ValidFrom, result.ExpiryDate, errors);
            return result;
        });
        return read with { Errors = errors };
    }
}
