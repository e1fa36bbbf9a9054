using System.Diagnostics;
using System.Diagnostics.Metrics;
using Issuance.Api.Outbox;
using KubeCredential.Hosting.Telemetry;

namespace Issuance.Api.Credentials;

/// <summary>Spans and instruments for issuing. Nothing in them identifies a holder.</summary>
internal static class IssuanceTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    private const string Name = DeliveryTelemetry.Name;

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>(
        "kubecredential.issuance.requests", "{request}", "Valid requests to issue a credential, by outcome: issued, duplicate, failed or busy.");

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "kubecredential.credential.changes", "{change}", "Changes of existing credentials, by the type of their event.");

    /// <summary>Starts the span of one request's wait in the queue and its write. Null if there is no listener.</summary>
    public static Activity? StartWrite() => Source.StartActivity("write credential");

    /// <summary>Starts the span of one transaction for several requests, linked to their spans.</summary>
    public static Activity? StartWriteBatch(IReadOnlyList<Activity?> spans, int attempt) =>
        BatchSpan.Start(Source, "write credentials", spans, [new("kubecredential.batch.size", spans.Count), new(SpanAttributes.Attempt, attempt)]);

    /// <summary>Counts requests that were issued.</summary>
    public static void CountIssued() => Count("issued");

    /// <summary>Counts a change of an existing credential.</summary>
    public static void CountChanged(string eventType) => Changes.Add(1, new KeyValuePair<string, object?>("type", eventType));

    /// <summary>Counts a request for a credential that already exists.</summary>
    public static void CountDuplicate() => Count("duplicate");

    /// <summary>Counts requests that could not be written.</summary>
    public static void CountFailed(int requests) => Count("failed", requests);

    /// <summary>Counts a request that found the queue full.</summary>
    public static void CountBusy() => Count("busy");

    private static void Count(string outcome, int requests = 1) => Requests.Add(requests, new KeyValuePair<string, object?>("outcome", outcome));
}
