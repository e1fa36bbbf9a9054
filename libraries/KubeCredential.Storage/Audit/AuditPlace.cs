using System.Data.Common;
using System.Globalization;

namespace KubeCredential.Storage.Audit;

/// <summary>The place of an entry in the order of the trail: its transaction (0 on SQLite), then its position.</summary>
internal readonly record struct AuditPlace(long Transaction, long Position) : IComparable<AuditPlace>
{
    public int CompareTo(AuditPlace other) => (Transaction, Position).CompareTo((other.Transaction, other.Position));


    /// <summary>Adds the parameters used by <see cref="AuditSql.Compare"/> to a command.</summary>
    public void AddTo(DbCommand command, SqlDialect dialect, string prefix)
    {
        command.With($"@{prefix}position", Position);
        if (!dialect.IsSqlite) command.With($"@{prefix}transaction", Transaction.ToString(CultureInfo.InvariantCulture));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Transaction}.{Position}");

    public static AuditPlace? Parse(string text) =>
        text.Split('.') is [var transaction, var position]
        && long.TryParse(transaction, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            ? new AuditPlace(first, second)
            : null;
}
