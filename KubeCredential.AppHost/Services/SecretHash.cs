using System.Security.Cryptography;
using System.Text;

namespace KubeCredential.AppHost.Services;

/// <summary>The SHA-256 of the secret of a key, in hexadecimal: the form in which services are told of it.</summary>
/// <param name="source">The parameter that holds the key.</param>
/// <param name="secretOf">Takes the secret out of the parameter's value.</param>
internal sealed class SecretHash(ParameterResource source, Func<string, string> secretOf) : IValueProvider, IManifestExpressionProvider
{
    /// <inheritdoc/>
    public string ValueExpression => $"{{{source.Name}-hash.value}}";

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        await source.GetValueAsync(cancellationToken) is { } text ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secretOf(text)))) : null;
}
