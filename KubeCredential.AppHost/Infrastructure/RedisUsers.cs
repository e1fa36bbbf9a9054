using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>
/// The users of Redis: the issuance service, one for each consumer group, with the commands, keys and channels that <c>libraries/KubeCredential.Messaging/Access</c>
/// allows them, and <c>default</c>, the administrator.
/// </summary>
internal static class RedisUsers
{
    /// <summary>The administrator; the user of a client that names none.</summary>
    public const string Administrator = "default";

    /// <summary>The user of the issuance service.</summary>
    public const string Issuance = "issuance";

    /// <summary>The user of the verification service: its consumer group.</summary>
    public const string Verification = "verification";

    // By group, the service whose clients' limits its user counts.
    private static readonly Dictionary<string, string> s_groups = Lines("groups.txt").Select(static line => line.Split(' ')).ToDictionary(static line => line[0], static line => line[1]);

    /// <summary>The users of services: the issuance service, and every consumer group.</summary>
    public static IReadOnlyList<string> Services { get; } = [Issuance, .. s_groups.Keys];

    /// <summary>All users.</summary>
    public static IReadOnlyList<string> All { get; } = [Administrator, .. Services];

    /// <summary>What a user may do, as one line of rules.</summary>
    /// <param name="user">One of <see cref="All"/>.</param>
    public static string Rules(string user) => user switch
    {
        Administrator => "~* &* +@all",
        Issuance => string.Join(' ', Lines("issuance.acl")),
        _ => s_groups.TryGetValue(user, out var service) ? RulesOfGroup(user, service) : throw new ArgumentException($"There is no consumer group {user}.", nameof(user)),
    };

    /// <summary>What the user of a consumer group may do, as one line of rules.</summary>
    /// <param name="group">The group.</param>
    /// <param name="service">The service whose clients' limits it counts.</param>
    public static string RulesOfGroup(string group, string service) =>
        string.Join(' ', Lines("consumer.acl")).Replace("GROUP", group, StringComparison.Ordinal).Replace("SERVICE", service, StringComparison.Ordinal);

    /// <summary>A line of an ACL file, with only a hash of the password.</summary>
    /// <param name="user">The user.</param>
    /// <param name="password">The password; null for none.</param>
    /// <param name="rules">What the user may do; null: what <see cref="Rules"/> says of one of <see cref="All"/>.</param>
    public static string Line(string user, string? password, string? rules = null) =>
        $"user {user} on {(password is null ? "nopass" : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)))}")} {rules ?? Rules(user)}";

    private static List<string> Lines(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file) ?? throw new InvalidOperationException($"The file {file} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(static line => line.Trim()).Where(static line => line is not ([] or ['#', ..]))];
    }
}
