using KubeCredential.Publishing;

namespace KubeCredential.AppHost.Services;

/// <summary>The secret of an API key, for whoever shows the key, and its hash, for whoever only checks it.</summary>
/// <param name="Secret">The parameter that holds the secret.</param>
/// <param name="Hash">A value for an environment variable: SHA-256 of the secret, in hexadecimal.</param>
internal sealed record KeySecret(IResourceBuilder<ParameterResource> Secret, object Hash)
{
    private const string Unpublished = "-";

    /// <summary>Adds the parameter of a secret. When publishing, its hash is one, too: what has to be worked out from a secret no deployment can.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="generated">How it is made where it is not given.</param>
    public static KeySecret Add(IDistributedApplicationBuilder builder, string name, ParameterDefault generated)
    {
        var secret = builder.AddParameter(name, generated, secret: true);
        if (builder.ExecutionContext.IsRunMode) return new(secret, new SecretHash(secret.Resource, static secret => secret));
        // Without a value Aspire would ask for one. Nothing that is published holds it.
        return new(secret, builder.AddParameter($"{name}-hash", static () => Unpublished, secret: true).WithAnnotation(new HashOfAnnotation(name)).Resource);
    }
}
