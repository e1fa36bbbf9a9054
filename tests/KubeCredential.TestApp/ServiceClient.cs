using System.Net.Http.Json;

namespace KubeCredential.TestApp;

/// <summary>The requests that both services support.</summary>
internal abstract class ServiceClient(HttpClient http) : IDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    protected HttpClient Http => http;

    /// <summary>Whether the service responds at all. The proxy in front of a stopped one accepts requests and holds them.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var response = await http.GetAsync("/alive", limit.Token);
            return true;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async Task<Answer> GetAsync(string path, CancellationToken cancellationToken) =>
        await Answer.ReadAsync(await http.GetAsync(path, cancellationToken), cancellationToken);

    public async Task<Answer> PostAsync(string path, object body, CancellationToken cancellationToken) =>
        await Answer.ReadAsync(await http.PostAsJsonAsync(path, body, cancellationToken), cancellationToken);

    /// <summary>Sends a text as it is, such as a file of rows.</summary>
    public async Task<Answer> PostTextAsync(string path, string text, string mediaType, CancellationToken cancellationToken)
    {
        using var content = new StringContent(text, System.Text.Encoding.UTF8, mediaType);
        return await Answer.ReadAsync(await http.PostAsync(path, content, cancellationToken), cancellationToken);
    }

    public void Dispose() => http.Dispose();
}
