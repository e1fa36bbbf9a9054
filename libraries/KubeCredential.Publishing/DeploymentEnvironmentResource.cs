using Aspire.Hosting.Pipelines;
using KubeCredential.Publishing.Compose;
using KubeCredential.Publishing.Kubernetes;
using KubeCredential.Publishing.Kubernetes.Helm;
using Microsoft.Extensions.DependencyInjection;

namespace KubeCredential.Publishing;

/// <summary>
/// What the application is published for: Kubernetes (<c>publish-kubernetes</c>: a kustomize base with overlays, and a Helm chart) and
/// Docker Compose (<c>publish-compose</c>). Each step writes its directory below the output path completely or not at all.
/// </summary>
public sealed class DeploymentEnvironmentResource : Resource, IComputeEnvironmentResource
{
    /// <summary>The step that writes <c>kubernetes/</c>.</summary>
    public const string KubernetesStep = "publish-kubernetes";

    /// <summary>The step that writes <c>compose/</c>.</summary>
    public const string ComposeStep = "publish-compose";

    private readonly PublishingOptions _options;
    private readonly PublishSettings _settings;

    internal DeploymentEnvironmentResource(string name, PublishingOptions options, PublishSettings settings)
        : base(name)
    {
        _options = options;
        _settings = settings;
        AddStep(KubernetesStep, "Writes a kustomize base with overlays, and a Helm chart.", "kubernetes", WriteKubernetes);
        AddStep(ComposeStep, "Writes a file for Docker Compose.", "compose", WriteCompose);
    }

    ReferenceExpression IComputeEnvironmentResource.GetHostAddressExpression(EndpointReference endpointReference) =>
        ReferenceExpression.Create($"{endpointReference.Resource.Name}");

    private void AddStep(string step, string description, string folder, Action<DeploymentModel, StagedDirectory, string> write) =>
        Annotations.Add(new PipelineStepAnnotation(_ => new PipelineStep
        {
            Name = step,
            Description = description,
            DependsOnSteps = [WellKnownPipelineSteps.PublishPrereq],
            RequiredBySteps = [WellKnownPipelineSteps.Publish],
            Action = async context =>
            {
                var directory = Path.Combine(context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory(), folder);
                try
                {
                    var model = await new DeploymentModelReader(context.Model, context.ExecutionContext, context.Logger, _options).ReadAsync(context.CancellationToken);
                    using var output = new StagedDirectory(directory);
                    write(model, output, directory);
                    output.Complete();
                }
                catch (PublishingException error)
                {
                    await Console.Error.WriteLineAsync($"{_options.Title} cannot be published.{Environment.NewLine}{error.Message}");
                    throw;
                }

                context.Summary.Add(step, directory);
            },
        }));

    private void WriteKubernetes(DeploymentModel model, StagedDirectory output, string directory)
    {
        new KustomizeWriter(model, _settings, output).Write();
        new HelmChartWriter(model, _settings, output).Write();
    }

    private void WriteCompose(DeploymentModel model, StagedDirectory output, string directory) => new ComposeWriter(model, _settings, output, directory).Write();
}
