using System.Net.Http.Json;

namespace KubeCredential.AppHost.Tests;

/// <summary>What both services are asked.</summary>
internal abstract class ServiceClient(HttpClient http) : IDisposable
{
    protected HttpClient Http => http;

    public async Task<Answer> GetAsync(string path, CancellationToken cancellationToken) =>
        await Answer.ReadAsync(await http.GetAsync(path, cancellationToken), cancellationToken);

    public async Task<Answer> PostAsync(string path, object body, CancellationToken cancellationToken) =>
        await Answer.ReadAsync(await http.PostAsJsonAsync(path, body, cancellationToken), cancellationToken);

    public void Dispose() => http.Dispose();
}
