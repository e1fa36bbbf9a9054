namespace KubeCredential.TestServers.Otlp;

/// <summary>Reads export requests. The field numbers are those of opentelemetry-proto 1.x.</summary>
internal static class OtlpMessages
{
    private const int ErrorStatus = 2;

    private delegate void Visit(ReadOnlySpan<byte> message, string service, string scope);

    public static List<OtlpSpan> ReadTraces(byte[] request)
    {
        var spans = new List<OtlpSpan>();
        Walk(request, (message, service, scope) => spans.Add(ReadSpan(message, service, scope)));
        return spans;
    }

    public static List<OtlpLog> ReadLogs(byte[] request)
    {
        var logs = new List<OtlpLog>();
        Walk(request, (message, service, scope) => logs.Add(ReadLog(message, service, scope)));
        return logs;
    }

    public static List<OtlpPoint> ReadMetrics(byte[] request)
    {
        var points = new List<OtlpPoint>();
        Walk(request, (message, service, scope) => ReadMetric(message, service, scope, points));
        return points;
    }

    /// <summary>Walks from the resources through the scopes to their items, which is the same for all three signals.</summary>
    private static void Walk(byte[] request, Visit visit)
    {
        var root = new ProtobufReader(request);
        while (root.Read())
        {
            if (root.Field != 1) continue;
            var service = "";
            var resource = new ProtobufReader(root.Bytes);
            while (resource.Read())
            {
                if (resource.Field == 1) service = ReadAttributes(resource.Bytes, 1).GetValueOrDefault("service.name") as string ?? "";
                if (resource.Field == 2) WalkScope(resource.Bytes, service, visit);
            }
        }
    }

    private static void WalkScope(ReadOnlySpan<byte> message, string service, Visit visit)
    {
        var name = "";
        var scope = new ProtobufReader(message);
        while (scope.Read())
        {
            if (scope.Field == 1)
            {
                var description = new ProtobufReader(scope.Bytes);
                while (description.Read())
                {
                    if (description.Field == 1) name = description.Text;
                }
            }

            if (scope.Field == 2) visit(scope.Bytes, service, name);
        }
    }

    private static OtlpSpan ReadSpan(ReadOnlySpan<byte> message, string service, string scope)
    {
        var span = new OtlpSpan { Service = service, Scope = scope };
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 1: span.TraceId = reader.Hex; break;
                case 2: span.SpanId = reader.Hex; break;
                case 4: span.ParentId = reader.Hex; break;
                case 5: span.Name = reader.Text; break;
                case 6: span.Kind = (OtlpSpanKind)reader.Number; break;
                case 7: span.Start = reader.Number; break;
                case 8: span.End = reader.Number; break;
                case 9: ReadAttribute(reader.Bytes, span.Attributes); break;
                case 11: span.Events.Add(ReadEvent(reader.Bytes)); break;
                case 13: span.Links.Add(ReadLink(reader.Bytes)); break;
                case 15: ReadStatus(reader.Bytes, span); break;
            }
        }

        return span;
    }

    private static (string Name, IReadOnlyDictionary<string, object?> Attributes) ReadEvent(ReadOnlySpan<byte> message)
    {
        var name = "";
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2) name = reader.Text;
        }

        return (name, ReadAttributes(message, 3));
    }

    private static (string TraceId, string SpanId) ReadLink(ReadOnlySpan<byte> message)
    {
        var (trace, span) = ("", "");
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) trace = reader.Hex;
            if (reader.Field == 2) span = reader.Hex;
        }

        return (trace, span);
    }

    private static void ReadStatus(ReadOnlySpan<byte> message, OtlpSpan span)
    {
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 2) span.StatusText = reader.Text;
            if (reader.Field == 3) span.IsError = reader.Number == ErrorStatus;
        }
    }

    private static OtlpLog ReadLog(ReadOnlySpan<byte> message, string service, string scope)
    {
        var (severity, body, trace) = ("", "", "");
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 3: severity = reader.Text; break;
                case 5: body = ReadValue(reader.Bytes)?.ToString() ?? ""; break;
                case 9: trace = reader.Hex; break;
            }
        }

        return new OtlpLog(service, scope, severity, body, trace, ReadAttributes(message, 6));
    }

    private static void ReadMetric(ReadOnlySpan<byte> message, string service, string scope, List<OtlpPoint> points)
    {
        var name = "";
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) name = reader.Text;
            // Gauge, sum, histogram, exponential histogram: each holds its points in field 1.
            if (reader.Field is not (5 or 7 or 9 or 10)) continue;
            var kind = reader.Field;
            var data = new ProtobufReader(reader.Bytes);
            while (data.Read())
            {
                // Attributes are field 7 of a number, 9 of a histogram and 1 of an exponential one.
                if (data.Field == 1) points.Add(new OtlpPoint(service, scope, name, ReadAttributes(data.Bytes, kind switch { 9 => 9, 10 => 1, _ => 7 })));
            }
        }
    }

    private static Dictionary<string, object?> ReadAttributes(ReadOnlySpan<byte> message, int field)
    {
        var attributes = new Dictionary<string, object?>();
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == field) ReadAttribute(reader.Bytes, attributes);
        }

        return attributes;
    }

    private static void ReadAttribute(ReadOnlySpan<byte> message, Dictionary<string, object?> attributes)
    {
        var key = "";
        object? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1) key = reader.Text;
            if (reader.Field == 2) value = ReadValue(reader.Bytes);
        }

        attributes[key] = value;
    }

    /// <summary>An attribute's value: text, bool, long or double; lists and maps as text, which is enough for searching.</summary>
    private static object? ReadValue(ReadOnlySpan<byte> message)
    {
        object? value = null;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            value = reader.Field switch
            {
                1 => reader.Text,
                2 => reader.Number != 0,
                3 => (long)reader.Number,
                4 => reader.Double,
                _ => reader.Text,
            };
        }

        return value;
    }
}
