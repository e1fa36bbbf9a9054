using System.Data.Common;
using KubeCredential.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Storage;

/// <summary>Limits a statement to the credentials of one issuer.</summary>
internal static class OrganisationCondition
{
    /// <summary>The condition that an index over the folded names serves, and that holds for this one name only.</summary>
    /// <param name="table">The alias of <c>credentials</c> with its dot, or nothing.</param>
    public static string Sql(string table) => $"{table}issuer_search = @organisation_search AND {table}issuer_name = @organisation";

    /// <summary>Gives a command what <see cref="Sql"/> asks for.</summary>
    public static DbCommand Bind(DbCommand command, string organisation) =>
        command.With("@organisation", organisation).With("@organisation_search", UnicodeText.Fold(organisation));
}
