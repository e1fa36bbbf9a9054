using KubeCredential.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Issuance.Api.Console;

/// <summary>Protecting cookies with keys that all replicas have.</summary>
internal static class CookieKeys
{
    /// <summary>Adds data protection whose keys are in the service's database, see <see cref="CookieKeyContext"/>.</summary>
    public static void AddCookieKeys(this IServiceCollection services)
    {
        services.AddDbContext<CookieKeyContext>(static (provider, options) => provider.GetRequiredService<SqlDialect>().Use(options));
        services.AddDataProtection().SetApplicationName("KubeCredential.Issuance").PersistKeysToDbContext<CookieKeyContext>();
    }
}
