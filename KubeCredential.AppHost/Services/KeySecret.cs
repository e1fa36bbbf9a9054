using KubeCredential.Publishing;

namespace KubeCredential.AppHost.Services;

/// <summary>The secret of an API key, for the service that presents the key, and its hash, for the service that checks it.</summary>
/// <param name="Secret">The parameter that holds the secret.</param>
/// <param name="Hash">A value for an environment variable: SHA-256 of the secret, in hexadecimal.</param>
internal sealed record KeySecret(IResourceBuilder<ParameterResource> Secret, object Hash)
{
    private const string Unpublished = "-";

    /// <summary>Adds the parameter of a secret. When publishing, its hash is a parameter too, because a deployment cannot compute a value from a secret.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="generated">How it is generated if it is not given.</param>
    public static KeySecret Add(IDistributedApplicationBuilder builder, string name, ParameterDefault generated)
    {
        var secret = builder.AddParameter(name, generated, secret: true);
        if (builder.ExecutionContext.IsRunMode) return new(secret, new SecretHash(secret.Resource, static secret => secret));
        // Without a value Aspire would prompt for one. It is never published.
        return new(secret, builder.AddParameter($"{name}-hash", static () => Unpublished, secret: true).WithAnnotation(new HashOfAnnotation(name)).Resource);
    }
}
