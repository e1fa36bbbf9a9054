namespace Issuance.Api.Batches;

/// <summary>What the columns of a file can mean: the members of the API's requests, by action.</summary>
internal static class BatchFields
{
    public const string CredentialId = "credentialId";
    public const string HolderName = "holderName";
    public const string CredentialType = "credentialType";
    public const string IssuerName = "issuerName";
    public const string ValidFrom = "validFrom";
    public const string ExpiryDate = "expiryDate";
    public const string Metadata = "metadata";

    /// <summary>What precedes the name of a member of the metadata.</summary>
    public const string MetadataPrefix = "metadata.";

    /// <summary>The longest name of a member of the metadata.</summary>
    public const int MaxMetadataName = 100;

    /// <summary>The fields of an action, in the order of a template.</summary>
    public static IReadOnlyList<string> Of(string action) => action switch
    {
        BatchAction.Issue => [HolderName, "holderId", "holderEmail", CredentialType, IssuerName, ValidFrom, ExpiryDate, Metadata],
        BatchAction.Renew => [CredentialId, ExpiryDate, ValidFrom, "note"],
        BatchAction.Reinstate => [CredentialId, "note"],
        _ => [CredentialId, "reason", "note"],
    };

    /// <summary>The fields that every row needs.</summary>
    public static IReadOnlyList<string> RequiredOf(string action) => action switch
    {
        BatchAction.Issue => [HolderName, CredentialType, IssuerName],
        BatchAction.Renew => [CredentialId, ExpiryDate],
        BatchAction.Reinstate => [CredentialId],
        _ => [CredentialId, "reason"],
    };

    /// <summary>Whether a column can mean this.</summary>
    public static bool IsField(string action, string field) =>
        Of(action).Contains(field) || (action == BatchAction.Issue && field.StartsWith(MetadataPrefix, StringComparison.Ordinal) && field.Length > MetadataPrefix.Length && field.Length <= MetadataPrefix.Length + MaxMetadataName);

    /// <summary>The fields as the endpoints list them, with those of a registered type.</summary>
    public static IReadOnlyList<BatchFieldDocument> Documents(string action, IReadOnlyList<BatchTypeProperty> properties)
    {
        var required = RequiredOf(action);
        List<BatchFieldDocument> fields = [.. Of(action).Where(static name => name != Metadata).Select(name => new BatchFieldDocument(name, required.Contains(name), null))];
        if (action == BatchAction.Issue) fields.AddRange(properties.Select(static one => new BatchFieldDocument(MetadataPrefix + one.Name, one.IsRequired, one.Labels is [var label, ..] ? label : null)));
        return fields;
    }
}
