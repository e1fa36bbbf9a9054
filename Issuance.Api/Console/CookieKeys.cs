using KubeCredential.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Issuance.Api.Console;

/// <summary>Protects cookies with keys that all replicas share.</summary>
internal static class CookieKeys
{
    /// <summary>Adds data protection with keys in the service's database (see <see cref="CookieKeyContext"/>).</summary>
    public static void AddCookieKeys(this IServiceCollection services)
    {
        services.AddDbContext<CookieKeyContext>(static (provider, options) => provider.GetRequiredService<SqlDialect>().Use(options));
        services.AddDataProtection().SetApplicationName("KubeCredential.Issuance").PersistKeysToDbContext<CookieKeyContext>();
    }
}
