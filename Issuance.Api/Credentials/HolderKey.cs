namespace Issuance.Api.Credentials;

/// <summary>Who a credential is for, as far as uniqueness is concerned: the issuer's number for the holder if there is one, or else the holder's name.</summary>
internal static class HolderKey
{
    /// <summary>The key. A number never equals a name.</summary>
    /// <param name="holderId">The issuer's number for the holder, or null.</param>
    /// <param name="holderName">The holder's name in Normalization Form C.</param>
    public static string Of(string? holderId, string holderName) => holderId is null ? $"name:{holderName}" : $"id:{holderId}";
}
