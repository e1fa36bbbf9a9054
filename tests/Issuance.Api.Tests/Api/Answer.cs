using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Issuance.Api.Tests.Api;

/// <summary>A response of the service, read to its end.</summary>
internal sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Text)
{
    private JsonElement? _json;

    /// <summary>The body, which must be JSON.</summary>
    public JsonElement Json => _json ??= JsonElement.Parse(Text);

    /// <summary>A property of the body, which must exist, given by its path.</summary>
    public JsonElement this[params string[] path] => path.Aggregate(Json, static (element, name) => element.GetProperty(name));

    public string? TextOf(params string[] path) => this[path].GetString();

    /// <summary>Asserts that it is a problem document (RFC 9457) with the members that ours have.</summary>
    public void AssertProblem(HttpStatusCode status, params string[] fields)
    {
        Assert.True(Status == status, $"{Status} in place of {status}: {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        Assert.Equal((int)status, this["status"].GetInt32());
        Assert.False(this["success"].GetBoolean());
        Assert.False(string.IsNullOrWhiteSpace(TextOf("title")));
        Assert.False(string.IsNullOrWhiteSpace(TextOf("message")));
        Assert.False(string.IsNullOrWhiteSpace(TextOf("workerId")));
        Assert.False(string.IsNullOrWhiteSpace(TextOf("traceId")));
        if (fields.Length > 0)
        {
            Assert.Equal(fields.Order(StringComparer.Ordinal), this["errors"].EnumerateObject().Select(static one => one.Name).Order(StringComparer.Ordinal));
            Assert.All(fields, field => Assert.Contains(field, TextOf("message"), StringComparison.Ordinal));
        }
    }
}
