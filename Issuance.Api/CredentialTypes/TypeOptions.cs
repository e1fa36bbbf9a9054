namespace Issuance.Api.CredentialTypes;

/// <summary>Which credentials may be issued. Configuration section <c>CredentialTypes</c>.</summary>
internal sealed class TypeOptions
{
    /// <summary>Whether a credential is refused whose type is not registered.</summary>
    public bool RequireType { get; set; }
}
