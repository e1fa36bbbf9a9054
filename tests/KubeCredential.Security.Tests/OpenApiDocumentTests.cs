using System.Text.Json.Nodes;

namespace KubeCredential.Security.Tests;

/// <summary>What every part of both OpenAPI documents has to have, whatever it is about.</summary>
[Collection(SqliteAccessGroup.Name)]
public sealed class OpenApiDocumentTests(SqliteAccess access)
{
    public static TheoryData<string> Services => ["issuance", "verification"];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_address_ends_before_the_slash_of_a_path(string service)
    {
        var server = Assert.Single((await ReadAsync(service))["servers"]!.AsArray());

        Assert.Equal(Of(service).Url.ToString().TrimEnd('/'), server!["url"]!.GetValue<string>());
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_operation_tells_of_its_refusals(string service)
    {
        foreach (var (name, operation) in Operations(await ReadAsync(service)))
        {
            var parameters = operation["parameters"]?.AsArray() ?? [];
            string[] expected = [
                "429", "503",
                // Whoever only asks what this is may add what they like.
                .. name == "GetHome" ? [] : (string[])["400"],
                .. parameters.Any(static one => one!["in"]!.GetValue<string>() == "path") ? (string[])["404"] : [],
                .. operation["requestBody"] is null ? [] : (string[])["413", "415"],
                .. operation["security"] is null ? [] : (string[])["401", "403"]];
            Assert.All(expected, status => Assert.True(operation["responses"]!.AsObject().ContainsKey(status), $"{name}: {status}"));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Nothing_is_without_a_description(string service)
    {
        var document = await ReadAsync(service);
        var without = new List<string>();
        foreach (var (name, operation) in Operations(document))
        {
            if (operation["summary"] is null) without.Add(name);
            without.AddRange((operation["parameters"]?.AsArray() ?? []).Where(static one => one!["description"] is null).Select(one => $"{name}: {one!["name"]}"));
            if (operation["requestBody"] is { } body && body["description"] is null) without.Add($"{name}: body");
        }

        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            if (schema!["description"] is null) without.Add(name);
            without.AddRange((schema["properties"]?.AsObject() ?? []).Where(static one => one.Value!["description"] is null).Select(one => $"{name}.{one.Key}"));
        }

        Assert.Empty(without);
    }

    /// <summary>A body is needed where one of its members is, and is an object: null is none. What may be null in it may be left out.</summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task What_a_request_needs_is_required_and_nothing_else(string service)
    {
        var document = await ReadAsync(service);
        var bodies = Operations(document).Where(static one => one.Operation["requestBody"] is not null).ToList();
        Assert.NotEmpty(bodies);
        foreach (var (name, operation) in bodies)
        {
            var body = operation["requestBody"]!;
            if (body["content"]!["application/json"] is not { } json) continue; // A picture.
            var schema = Resolve(document, json["schema"]!);
            Assert.True(schema["properties"] is not null, name);
            var required = (schema["required"]?.AsArray() ?? []).Select(static one => one!.GetValue<string>()).ToList();
            // Either the id or the credential: a rule that no list of members can tell. And a profile without any member is something else than no profile.
            Assert.Equal(required.Count > 0 || name is "VerifyCredential" or "MakeVerificationReport" or "ChangeIssuer", body["required"]?.GetValue<bool>() == true);
            foreach (var member in required) Assert.False(IsNullable(schema["properties"]![member]!), $"{name}: {member}");
        }
    }

    private static bool IsNullable(JsonNode schema) =>
        (schema["type"] is JsonArray types && types.Any(static one => one!.GetValue<string>() == "null")) || schema["oneOf"]?.AsArray().Any(static one => one!["type"]?.ToString() == "null") == true;

    private static JsonNode Resolve(JsonObject document, JsonNode schema) =>
        schema["$ref"]?.GetValue<string>() is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;

    private static IEnumerable<(string Name, JsonNode Operation)> Operations(JsonObject document) =>
        document["paths"]!.AsObject().SelectMany(static path => path.Value!.AsObject()).Select(static method => (method.Value!["operationId"]!.GetValue<string>(), method.Value!));

    private async Task<JsonObject> ReadAsync(string service) => JsonNode.Parse((await Of(service).GetAsync("openapi/v1.json", null)).Text)!.AsObject();

    private DotnetService Of(string service) => service == "issuance" ? access.Issuance : access.Verification;
}
