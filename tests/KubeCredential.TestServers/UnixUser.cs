using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>A user of this machine, from <c>/etc/passwd</c>.</summary>
internal sealed record UnixUser(string Name, int UserId, int GroupId)
{
    /// <summary>
    /// The user for a server that refuses to run as root: <c>postgres</c>, or else <c>nobody</c>. Null if this process is not root,
    /// in which case the server runs as the current user.
    /// </summary>
    public static UnixUser? ForServers { get; } = Environment.IsPrivilegedProcess ? Find("postgres") ?? Find("nobody") : null;

    private static UnixUser? Find(string name) =>
        (from line in File.ReadLines("/etc/passwd")
         let columns = line.Split(':')
         where columns.Length > 3 && columns[0] == name
         select new UnixUser(
             name,
             int.Parse(columns[2], CultureInfo.InvariantCulture),
             int.Parse(columns[3], CultureInfo.InvariantCulture))).FirstOrDefault();
}
