using System.Globalization;
using System.Net.Http.Headers;

namespace KubeCredential.TestServers;

/// <summary>The API keys accepted by every service that <see cref="DotnetService"/> starts, unless a test configures others.</summary>
public static class TestKeys
{
    /// <summary>All roles.</summary>
    public static readonly IReadOnlyList<string> Roles = ["issuer", "operator", "auditor", "replica"];

    /// <summary>The ID of the key with all roles.</summary>
    public const string AllId = "test";

    /// <summary>A key with all roles.</summary>
    public static string All => Of(AllId);

    /// <summary>The actor for <see cref="All"/> in the audit trail.</summary>
    public const string AllActor = $"key:{AllId}";

    /// <summary>The ID of the other service's key, which has the role replica and may act on behalf of operators and auditors.</summary>
    public const string ServiceId = "service";

    /// <summary>The key with which services call each other.</summary>
    public static string Service => Of(ServiceId);

    /// <summary>The settings that make a service accept the keys and present <see cref="Service"/> to the other service, with the secrets that services need.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } = Configure();

    /// <summary>A key with one role.</summary>
    /// <param name="role">The role, which is also the ID of the key.</param>
    public static string Of(string role) => $"kc_{role}_a-key-for-tests-and-nothing-else";

    /// <summary>Makes a client send a key with each request; null for none.</summary>
    public static HttpClient WithKey(this HttpClient client, string? key)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static Dictionary<string, string?> Configure()
    {
        var environment = new Dictionary<string, string?>
        {
            ["Authentication__ServiceKey"] = Service,
            ["Signing__MasterKey"] = "a-master-key-for-tests-and-nothing-else",
            ["Issuers__RegisterOnFirstUse"] = "true",
            ["Signatures__KeySecret"] = "a-secret-for-tests-and-nothing-else-at-all",
        };
        Add(0, AllId, string.Join(',', Roles));
        for (var i = 0; i < Roles.Count; i++) Add(i + 1, Roles[i], Roles[i]);
        Add(Roles.Count + 1, ServiceId, "replica");
        environment[string.Create(CultureInfo.InvariantCulture, $"Authentication__Keys__{Roles.Count + 1}__SpeaksFor")] = "operator,auditor";
        return environment;

        void Add(int number, string id, string roles)
        {
            environment[string.Create(CultureInfo.InvariantCulture, $"Authentication__Keys__{number}__Key")] = Of(id);
            environment[string.Create(CultureInfo.InvariantCulture, $"Authentication__Keys__{number}__Roles")] = roles;
        }
    }
}
