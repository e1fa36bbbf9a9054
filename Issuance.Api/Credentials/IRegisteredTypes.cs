using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Issuance.Api.Credentials;

/// <summary>Gives the registered credential types as they are now.</summary>
internal interface ITypeRegistry
{
    /// <summary>The types, as they were at most a second ago at any replica, and at once where they were changed.</summary>
    /// <exception cref="System.Data.Common.DbException">The database cannot be reached.</exception>
    ValueTask<IRegisteredTypes> CurrentAsync(CancellationToken cancellationToken);
}

/// <summary>The registered credential types at one moment. It does not change, so that what is decided with it can be decided again.</summary>
internal interface IRegisteredTypes
{
    /// <summary>Checks what is to be issued by the rules of its type.</summary>
    /// <param name="credentialType">The name of the type.</param>
    /// <param name="issuerName">The issuer.</param>
    /// <param name="validFrom">The first day of validity.</param>
    /// <param name="expiryDate">The last day of validity as it was asked for, or null.</param>
    /// <param name="metadata">The metadata, or null.</param>
    TypeAdmission Admit(string credentialType, string issuerName, DateOnly validFrom, DateOnly? expiryDate, JsonElement? metadata);
}

/// <summary>What the rules of its type say of a credential that is to be issued.</summary>
/// <param name="Type">The version of the type under which it is issued; null if its type is not registered.</param>
/// <param name="ExpiryDate">Its last day of validity: as asked for, or by the type's rule.</param>
/// <param name="Faults">What breaks the rules; if there is anything, it is not issued.</param>
internal readonly record struct TypeAdmission(TypeReference? Type, DateOnly? ExpiryDate, IReadOnlyList<TypeFault> Faults)
{
    /// <summary>Adds the faults to the errors of a response, by field.</summary>
    public void Report(IDictionary<string, string[]> errors)
    {
        foreach (var fault in Faults.GroupBy(static fault => fault.Field)) errors.TryAdd(fault.Key, [.. fault.Select(static one => one.Rule)]);
    }
}

/// <summary>A version of a registered type, as it is part of a credential's content.</summary>
/// <param name="Id">The type's name in addresses.</param>
/// <param name="Version">Its version: 1, 2, ….</param>
/// <param name="Digest">The SHA-256 of the version's definition, in hexadecimal digits: whoever believes the credential believes the definition, wherever it was read. Null in credentials of before.</param>
internal sealed record TypeReference(
    [property: Description("The type's name in addresses")] string Id,
    [property: Description("Its version: 1, 2, …")] int Version,
    [property: Description("The SHA-256 of the version's definition (GET /credential-types/{id}/versions/{version}/definition), in hexadecimal digits"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Digest = null);

/// <summary>A place where a request breaks a rule of its credential type.</summary>
/// <param name="Pointer">The place in the request: a JSON Pointer (RFC 6901).</param>
/// <param name="Rule">The rule, as a sentence.</param>
/// <param name="Kind">What is there: <c>text</c>, <c>number</c>, <c>boolean</c>, <c>list</c>, <c>object</c>, <c>null</c> or <c>nothing</c>.</param>
internal sealed record TypeFault(string Pointer, string Rule, string Kind)
{
    /// <summary>The stable name of the rule, and what its sentence says beside it.</summary>
    [JsonIgnore]
    public RuleCode RuleCode => RuleCodes.Of(Rule);

    /// <summary>The stable name of the rule.</summary>
    [Description("The stable name of the rule, for programs and for other languages")]
    public string Code => RuleCode.Code;

    /// <summary>What the sentence says beside the rule, such as a limit.</summary>
    [Description("What the sentence says beside the rule, such as a limit, in its order")]
    public IReadOnlyList<string> Arguments => RuleCode.Arguments;

    /// <summary>The place as the other errors of a response name it: <c>metadata.grade</c>.</summary>
    [JsonIgnore]
    public string Field => Pointer.TrimStart('/').Replace('/', '.').Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
