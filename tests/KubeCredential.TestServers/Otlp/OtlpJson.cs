using System.Globalization;
using System.Text.Json;

namespace KubeCredential.TestServers.Otlp;

/// <summary>Reads trace export requests in OTLP's JSON encoding, which browsers use.</summary>
internal static class OtlpJson
{
    private const int ErrorStatus = 2;

    /// <exception cref="FormatException">It is not such a request.</exception>
    public static List<OtlpSpan> ReadTraces(byte[] request)
    {
        try
        {
            using var document = JsonDocument.Parse(request);
            return
            [
                .. from resource in document.RootElement.GetProperty("resourceSpans").EnumerateArray()
                   let service = ServiceOf(resource)
                   from scope in resource.GetProperty("scopeSpans").EnumerateArray()
                   from span in scope.GetProperty("spans").EnumerateArray()
                   select ReadSpan(span, service, scope.GetProperty("scope").GetProperty("name").GetString() ?? ""),
            ];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"This is not an export request in JSON: {error.Message}", error);
        }
    }

    private static string ServiceOf(JsonElement resource)
    {
        var attributes = new Dictionary<string, object?>();
        ReadAttributes(resource.GetProperty("resource"), attributes);
        return attributes.GetValueOrDefault("service.name") as string ?? "";
    }

    private static OtlpSpan ReadSpan(JsonElement from, string service, string scope)
    {
        var span = new OtlpSpan
        {
            Service = service,
            Scope = scope,
            TraceId = TextOf(from, "traceId"),
            SpanId = TextOf(from, "spanId"),
            ParentId = TextOf(from, "parentSpanId"),
            Name = TextOf(from, "name"),
            Kind = (OtlpSpanKind)from.GetProperty("kind").GetInt32(),
            Start = ulong.Parse(TextOf(from, "startTimeUnixNano"), CultureInfo.InvariantCulture),
            End = ulong.Parse(TextOf(from, "endTimeUnixNano"), CultureInfo.InvariantCulture),
        };
        ReadAttributes(from, span.Attributes);
        if (!from.TryGetProperty("status", out var status)) return span;
        span.IsError = status.TryGetProperty("code", out var code) && code.GetInt32() == ErrorStatus;
        span.StatusText = TextOf(status, "message");
        return span;
    }

    private static void ReadAttributes(JsonElement from, Dictionary<string, object?> to)
    {
        if (!from.TryGetProperty("attributes", out var attributes)) return;
        foreach (var attribute in attributes.EnumerateArray())
        {
            // One member, named after the type of the value; 64-bit integers are strings, or numbers if the sender is not strict.
            var value = attribute.GetProperty("value").EnumerateObject().FirstOrDefault();
            to[TextOf(attribute, "key")] = value.Name switch
            {
                "stringValue" => value.Value.GetString(),
                "boolValue" => value.Value.GetBoolean(),
                "intValue" => value.Value.ValueKind == JsonValueKind.String
                    ? long.Parse(value.Value.GetString()!, CultureInfo.InvariantCulture)
                    : value.Value.GetInt64(),
                "doubleValue" => value.Value.GetDouble(),
                _ => value.Value.ValueKind == JsonValueKind.Undefined ? null : value.Value.GetRawText(),
            };
        }
    }

    private static string TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
