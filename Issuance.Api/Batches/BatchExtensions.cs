using Issuance.Api.Credentials;
using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Batches;

/// <summary>Registers what batches need.</summary>
internal static class BatchExtensions
{
    /// <summary>Adds batches.</summary>
    public static IServiceCollection AddBatches(this IServiceCollection services)
    {
        services.AddOptions<BatchOptions>().BindConfiguration("Batches").ValidateDataAnnotations()
            .Validate(static options => options.VerifyAddress is null or { IsAbsoluteUri: true, Scheme: "https" or "http", Query: "", Fragment: "" }, "Batches:VerifyAddress must be an address such as https://verify.example.org.")
            .ValidateOnStart();
        services.AddSingleton<BatchTypes>();
        services.AddSingleton<BatchStore>();
        services.AddSingleton<BatchUpload>();
        services.AddSingleton<BatchSignal>();
        services.AddSingleton<BatchFieldList>();
        services.AddSingleton(static provider => new VerifyLinks(provider.GetRequiredService<IOptions<BatchOptions>>().Value.VerifyAddress));
        services.AddSingleton<BatchExport>();
        services.AddSingleton<BatchWork>();
        services.AddBackgroundLoop<BatchChecking>();
        services.AddBackgroundLoop<BatchRunner>();
        services.AddBackgroundLoop<BatchTracking>();
        services.AddBackgroundLoop<BatchKeeper>();
        services.AddBackgroundLoop<BatchHub>();
        return services;
    }
}
