using System.Globalization;
using System.Net.Http.Headers;

namespace KubeCredential.TestServers;

/// <summary>The API keys that every service started by <see cref="DotnetService"/> takes, unless a test configures others.</summary>
public static class TestKeys
{
    /// <summary>The roles that there are.</summary>
    public static readonly IReadOnlyList<string> Roles = ["issuer", "operator", "auditor", "replica"];

    /// <summary>The id of the key with all roles.</summary>
    public const string AllId = "test";

    /// <summary>A key with all roles.</summary>
    public static string All => Of(AllId);

    /// <summary>What the audit trail calls the holder of <see cref="All"/>.</summary>
    public const string AllActor = $"key:{AllId}";

    /// <summary>The id of the key of the other service, which has the role replica and may speak for operators and auditors.</summary>
    public const string ServiceId = "service";

    /// <summary>The key with which services call each other.</summary>
    public static string Service => Of(ServiceId);

    /// <summary>The settings that make a service take the keys, and show <see cref="Service"/> to the other service.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } = Configure();

    /// <summary>A key with one role.</summary>
    /// <param name="role">The role, which is the id of the key, too.</param>
    public static string Of(string role) => $"kc_{role}_a-key-for-tests-and-nothing-else";

    /// <summary>Has a client show a key with each request; null: none.</summary>
    public static HttpClient WithKey(this HttpClient client, string? key)
    {
        ArgumentNullException.ThrowIfNull(client);
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static Dictionary<string, string?> Configure()
    {
        var environment = new Dictionary<string, string?> { ["Authentication__ServiceKey"] = Service };
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
