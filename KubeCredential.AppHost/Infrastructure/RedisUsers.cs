using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.AppHost.Infrastructure;

/// <summary>
/// The users of Redis: one for each service, with the commands, keys and channels that <c>libraries/KubeCredential.Messaging/Access</c> allows it,
/// and <c>default</c>, the administrator.
/// </summary>
internal static class RedisUsers
{
    /// <summary>The administrator; the user of a client that names none.</summary>
    public const string Administrator = "default";

    /// <summary>The user of the issuance service.</summary>
    public const string Issuance = "issuance";

    /// <summary>The user of the verification service.</summary>
    public const string Verification = "verification";

    /// <summary>All users.</summary>
    public static IReadOnlyList<string> All { get; } = [Administrator, Issuance, Verification];

    /// <summary>What a user may do, as one line of rules.</summary>
    /// <param name="user">One of <see cref="All"/>.</param>
    public static string Rules(string user)
    {
        if (user == Administrator) return "~* &* +@all";
        using var file = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{user}.acl") ?? throw new ArgumentException($"There are no rules for a user {user}.", nameof(user));
        using var reader = new StreamReader(file);
        return string.Join(' ', reader.ReadToEnd().Split('\n').Select(static line => line.Trim()).Where(static line => line is not ([] or ['#', ..])));
    }

    /// <summary>A line of an ACL file, with only a hash of the password.</summary>
    /// <param name="user">One of <see cref="All"/>.</param>
    /// <param name="password">The password; null for none.</param>
    public static string Line(string user, string? password) =>
        $"user {user} on {(password is null ? "nopass" : $"#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(password)))}")} {Rules(user)}";
}
