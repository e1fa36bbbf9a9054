using KubeCredential.Storage;
using Microsoft.Extensions.Configuration;

namespace KubeCredential.Security;

/// <summary>How callers prove who they are. Configuration section <c>Authentication</c>, read once at the start.</summary>
internal sealed class AuthenticationSettings
{
    public const string Section = "Authentication";

    private const int HashCharacters = 64;

    private AuthenticationSettings(IConfiguration section)
    {
        var keys = new Dictionary<string, ApiKey>(StringComparer.Ordinal);
        foreach (var one in section.GetSection("Keys").GetChildren())
        {
            var key = ReadKey(one);
            if (!keys.TryAdd(key.Id, key)) throw Fault(one, "has the same ID as another key");
        }

        Keys = keys;
        ServiceKey = section["ServiceKey"] is { Length: > 0 } own ? own : null;
        Authority = section["Authority"] is { Length: > 0 } authority ? authority : null;
        Audience = section["Audience"] is { Length: > 0 } audience ? audience : null;
        Users = new UserClaims(
            section["RoleClaim"] is { Length: > 0 } role ? role : "roles", section["OrganisationClaim"] is { Length: > 0 } organisation ? organisation : null);
        if (Authority is not null && Audience is null)
            throw new InvalidOperationException($"The setting {Section}:Audience is missing. Without it, tokens issued for any other service of {Section}:Authority would be accepted.");
        if (Authority is not null) AuthenticationAddresses.RequireSafe(Authority, $"{Section}:Authority");
    }

    /// <summary>
    /// The keys of the configuration, by their ids.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>Authentication:Keys:n:Key</term><description>A key that is not in the database. The whole key, <c>kc_id_secret</c>. <c>n</c> counts from 0.</description></item>
    /// <item><term>Authentication:Keys:n:Id</term><description>The ID of such a key, instead of the whole key.</description></item>
    /// <item><term>Authentication:Keys:n:Hash</term><description>The SHA-256 of its secret, 64 hexadecimal digits.</description></item>
    /// <item><term>Authentication:Keys:n:Roles</term><description>Its roles, separated by commas.</description></item>
    /// <item><term>Authentication:Keys:n:Organisation</term><description>The issuer's name that it is limited to.</description></item>
    /// <item><term>Authentication:Keys:n:SpeaksFor</term><description>Makes it the other service's key, whose only role must be <c>replica</c>: the roles of the people on whose behalf that service may act, separated by commas.</description></item>
    /// <item><term>Authentication:Keys:n:OnlyOnThisMachine</term><term><c>false</c></term><description><c>true</c>: accepted over loopback addresses and names only, and through no proxy.</description></item>
    /// </list>
    /// </summary>
    /// <seealso cref="OnBehalf"/>
    public IReadOnlyDictionary<string, ApiKey> Keys { get; }

    /// <summary>Setting <c>Authentication:ServiceKey</c>: the key that this service presents to the other one, where it needs the role <c>replica</c>.</summary>
    public string? ServiceKey { get; }

    /// <summary>Setting <c>Authentication:Authority</c>: the address of the OpenID Connect provider whose tokens are accepted as bearer tokens. Unset: none.</summary>
    public string? Authority { get; }

    /// <summary>Setting <c>Authentication:Audience</c>: the audience that tokens must have been made for. Required with <c>Authentication:Authority</c>.</summary>
    public string? Audience { get; }

    /// <summary>
    /// The claims of tokens that say what a user may do.
    /// <list type="table">
    /// <listheader><term>Setting</term><term>Default</term><description>Meaning</description></listheader>
    /// <item><term>Authentication:RoleClaim</term><term><c>roles</c></term><description>The claim that holds a user's roles.</description></item>
    /// <item><term>Authentication:OrganisationClaim</term><description>The claim that limits a user to an organisation. Unset: no user is limited. Set: a user without the claim may not issue.</description></item>
    /// </list>
    /// </summary>
    public UserClaims Users { get; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A setting is invalid. The message names it and never contains its value.</exception>
    public static AuthenticationSettings Read(IConfiguration configuration) =>
        // A process that only migrates signs nobody in and is given no keys, though it may be given their roles.
        new((configuration.IsForMigrationOnly() ? new ConfigurationBuilder().Build() : configuration).GetSection(Section));

    private static ApiKey ReadKey(IConfigurationSection one)
    {
        string? id = one["Id"], hash = one["Hash"];
        if (one["Key"] is { Length: > 0 } whole)
        {
            if (hash is { Length: > 0 }) throw Fault(one, "has both a Key and a Hash");
            if (!ApiKeyText.TryRead(whole, out var written, out var secret)) throw Fault(one, "has a malformed Key; the form is kc_, 3 to 16 of a-z and 0-9, _, 16 to 128 of A-Z, a-z, 0-9 and _.~-");
            if (id is { Length: > 0 } && !written.SequenceEqual(id)) throw Fault(one, "has an Id that differs from the one in its Key");
            (id, hash) = (written.ToString(), ApiKeyText.HashText(secret));
        }

        if (!ApiKeyText.IsId(id)) throw Fault(one, "needs an Id of 3 to 16 characters from a-z and 0-9");
        if (hash is not { Length: HashCharacters } || !hash.All(char.IsAsciiHexDigit)) throw Fault(one, "needs a Key, or a Hash of 64 hexadecimal digits");
        var (roles, speaksFor) = (Listed(one["Roles"]), Listed(one["SpeaksFor"]));
        var organisation = one["Organisation"] is { Length: > 0 } given ? given : null;
        if (ApiKeyRules.FaultOfRoles(roles, organisation, Roles.All) is { } fault) throw Fault(one, $"has invalid Roles: {fault}");
        if (speaksFor.Length > 0 && ApiKeyRules.FaultOfRoles(speaksFor, null, Roles.OfPeople) is { } wrong) throw Fault(one, $"has an invalid SpeaksFor: {wrong}");
        if (speaksFor.Length > 0 && roles is not [Roles.Replica]) throw Fault(one, $"has a SpeaksFor, so its only role must be {Roles.Replica}: a service may do more only on behalf of someone who may");
        if (!bool.TryParse(one["OnlyOnThisMachine"] is { Length: > 0 } text ? text : "false", out var isForThisMachine)) throw Fault(one, "has an invalid OnlyOnThisMachine; it must be true or false");
        return new ApiKey(id!, null, hash, roles, organisation, null, speaksFor, isForThisMachine);
    }

    private static string[] Listed(string? text) => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static InvalidOperationException Fault(IConfigurationSection one, string what) => new($"The setting {one.Path} {what}.");
}
