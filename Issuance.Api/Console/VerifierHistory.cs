using System.Text.Json;
using KubeCredential.Storage.Audit;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Console;

/// <summary>Reads the verification service's part of a credential's history.</summary>
internal sealed partial class VerifierHistory(HttpClient http, IOptions<HistoryOptions> options, ILogger<VerifierHistory> logger)
{
    /// <summary>The verifier's part of a history.</summary>
    internal sealed record Part(IReadOnlyList<HistoryItem> Items, bool Truncated, VerificationCounts Verifications);

    /// <summary>Reads the verifier's part, or returns null if the verification service does not answer in time: the rest of the history does not depend on it.</summary>
    public async Task<Part?> ReadAsync(Guid credentialId, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        try
        {
            return await http.GetFromJsonAsync<Part>(new Uri($"/api/v1/credentials/{credentialId}/history", UriKind.Relative), JsonSerializerOptions.Web, limit.Token);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or Polly.ExecutionRejectedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogMissing(logger, error.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The verifier's part of a history could not be read ({Error}); the history was returned without it")]
    private static partial void LogMissing(ILogger logger, string error);
}
