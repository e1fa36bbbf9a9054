using System.Net;
using System.Text.Json;

namespace KubeCredential.TestApp;

/// <summary>A response of a service.</summary>
/// <param name="Status">Its status code.</param>
/// <param name="Body">Its JSON.</param>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body)
{
    /// <summary>The replica that answered.</summary>
    public string WorkerId => Body.GetProperty("workerId").GetString()!;

    /// <summary>Reads a response to its end.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            try
            {
                return new Answer(response.StatusCode, JsonElement.Parse(text));
            }
            catch (JsonException error)
            {
                throw new InvalidOperationException($"{response.RequestMessage?.RequestUri} answered {response.StatusCode} with what is not JSON: {text}", error);
            }
        }
    }
}
