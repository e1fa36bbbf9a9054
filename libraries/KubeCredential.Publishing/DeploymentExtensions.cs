namespace KubeCredential.Publishing;

/// <summary>Says how the application is deployed.</summary>
public static class DeploymentExtensions
{
    /// <summary>Adds the steps that publish the application. They are there when it is published, not when it is run.</summary>
    /// <param name="builder">The application.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="PublishingException">A setting has a value that is not allowed; the message names the allowed ones.</exception>
    public static IDistributedApplicationBuilder AddDeployment(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.ExecutionContext.IsPublishMode) return builder;
        var environment = new DeploymentEnvironmentResource("deployment", PublishSettings.Read(builder.Configuration), Path.GetFullPath("..", builder.AppHostDirectory));
        builder.AddResource(environment).ExcludeFromManifest();
        return builder;
    }

    /// <summary>Says what a deployment has to know about a resource beside what the model says.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="deployment">How it is deployed.</param>
    /// <returns>The same resource.</returns>
    public static IResourceBuilder<T> WithDeployment<T>(this IResourceBuilder<T> resource, DeploymentAnnotation deployment) where T : IResource
    {
        ArgumentNullException.ThrowIfNull(resource);
        return resource.WithAnnotation(deployment, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>
    /// Tells a resource where a browser finds another one. When the application is published, only the deployment knows the public name, and
    /// fills the variable in.
    /// </summary>
    /// <param name="resource">The resource that shows the link.</param>
    /// <param name="target">The resource that the link leads to; it is reached from outside.</param>
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
