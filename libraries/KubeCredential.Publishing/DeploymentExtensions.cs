namespace KubeCredential.Publishing;

/// <summary>Says how the application is deployed.</summary>
public static class DeploymentExtensions
{
    /// <summary>
    /// Adds the steps <c>publish-kubernetes</c> and <c>publish-compose</c>. They exist when the application is published, not when it is run.
    /// They read these settings from the configuration: <c>Registry</c>, <c>Tag</c>, <c>Domain</c>, <c>Overlays</c>, <c>SecretsFile</c>.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <param name="application">The application's name: lower-case letters, digits and hyphens, 2 to 40 characters.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="PublishingException">The name or a setting has a value that is not allowed; the message names the allowed ones.</exception>
    public static IDistributedApplicationBuilder AddKubernetesPublishing(
        this IDistributedApplicationBuilder builder, string application, Action<PublishingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(application);
        if (!builder.ExecutionContext.IsPublishMode) return builder;
        var options = new PublishingOptions(application, builder);
        configure?.Invoke(options);
        options.BuildRoot = Path.GetFullPath(options.BuildRoot, builder.AppHostDirectory);
        builder.AddResource(new DeploymentEnvironmentResource("deployment", options, PublishSettings.Read(builder.Configuration, options))).ExcludeFromManifest();
        return builder;
    }

    /// <summary>Says what a deployment has to know of a resource. Every resource that is published needs this.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="deployment">How it is deployed.</param>
    /// <returns>The same resource.</returns>
    public static IResourceBuilder<T> WithDeployment<T>(this IResourceBuilder<T> resource, DeploymentAnnotation deployment) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.WithAnnotation(deployment, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Has a job migrate the database of a workload, where it is published; the workload itself is never told the owner's password.</summary>
    /// <param name="resource">The workload.</param>
    /// <param name="migration">How the job is run.</param>
    /// <returns>The same resource.</returns>
    public static IResourceBuilder<T> WithMigrationJob<T>(this IResourceBuilder<T> resource, MigrationAnnotation migration) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.WithAnnotation(migration, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Tells a resource where a browser finds another one. When the application is published, only the deployment knows the public name, and
    /// sets the variable.
    /// </summary>
    /// <param name="resource">The resource that shows the link.</param>
    /// <param name="target">The resource that the link leads to. Its endpoint must be external.</param>
    /// <param name="variable">The environment variable that holds the address.</param>
    /// <param name="endpointName">The endpoint of <paramref name="target"/>.</param>
    /// <returns>The same resource.</returns>
    public static IResourceBuilder<T> WithPublicLink<T>(
        this IResourceBuilder<T> resource, IResourceBuilder<IResourceWithEndpoints> target, string variable, string endpointName = "http") where T : IResourceWithEnvironment
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(target);
        return resource.ApplicationBuilder.ExecutionContext.IsRunMode
            ? resource.WithEnvironment(variable, target.GetEndpoint(endpointName))
            : resource.WithAnnotation(new PublicLinkAnnotation(variable, target.Resource.Name));
    }
}
