using System.Globalization;

namespace KubeCredential.TestServers;

/// <summary>A user of this machine, as <c>/etc/passwd</c> has it.</summary>
internal sealed record UnixUser(string Name, int UserId, int GroupId)
{
    /// <summary>
    /// The user that a server which refuses to run as root is given: <c>postgres</c>, else <c>nobody</c>. Null when this process
    /// is not root, and the server simply runs as the current user.
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
