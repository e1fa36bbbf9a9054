using System.Data.Common;
using KubeCredential.Storage;
using KubeCredential.Text;

namespace Issuance.Api.Storage;

/// <summary>Restricts a statement to the credentials of one issuer.</summary>
internal static class OrganisationCondition
{
    /// <summary>The condition: the case-folded name, so that the index is used, and the exact name, so that only this issuer matches.</summary>
    /// <param name="table">The alias of <c>credentials</c> with a trailing dot, or an empty string.</param>
    public static string Sql(string table) => $"{table}issuer_search = @organisation_search AND {table}issuer_name = @organisation";

    /// <summary>Adds the parameters of <see cref="Sql"/> to a command.</summary>
    public static DbCommand Bind(DbCommand command, string organisation) =>
        command.With("@organisation", organisation).With("@organisation_search", UnicodeText.Fold(organisation));
}
