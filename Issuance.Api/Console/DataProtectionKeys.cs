using System.Xml.Linq;
using KubeCredential.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Issuance.Api.Console;

/// <summary>
/// Keeps the keys that protect cookies in the database, shared by all replicas. They are not encrypted there: what they protect is the id
/// of a session, which is in the database as a hash only, so that who reads the keys cannot take over a session.
/// </summary>
internal sealed class DataProtectionKeys(SqlDialect dialect) : IXmlRepository
{
    // The interface knows no waiting. It is called once a day, and at the first cookie.
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => WriteAsync(element, friendlyName).GetAwaiter().GetResult();

    private async Task<List<XElement>> ReadAsync()
    {
        await using var connection = await dialect.OpenAsync(CancellationToken.None);
        await using var command = connection.Command("SELECT xml FROM data_protection_keys");
        return await command.ListAsync(static reader => XElement.Parse(reader.GetString(0)), CancellationToken.None);
    }

    private async Task WriteAsync(XElement element, string name)
    {
        await using var connection = await dialect.OpenAsync(CancellationToken.None);
        await using var command = connection.Command("INSERT INTO data_protection_keys (name, xml) VALUES (@name, @xml)")
            .With("@name", name).With("@xml", element.ToString(SaveOptions.DisableFormatting));
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
