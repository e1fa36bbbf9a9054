using KubeCredential.Security;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace KubeCredential.ServiceDefaults.OpenApi;

/// <summary>
/// Makes the OpenAPI document match the actual JSON: the typed clients of the web apps are generated from it. Sets of strings come from
/// <see cref="AllowedValuesAttribute"/>, numbers in the query from <see cref="RangeAttribute"/>, formats from <see cref="DataTypeAttribute"/>.
/// </summary>
internal static class OpenApiExtensions
{
    private const string BearerScheme = "bearer";

    /// <summary>Default descriptions of members that mean the same in every response.</summary>
    private static readonly Dictionary<string, string> s_commonMembers = new()
    {
        ["success"] = "Whether the request succeeded.",
        ["message"] = "The result as a sentence.",
        ["workerId"] = "The process that answered.",
        ["timestamp"] = "The time of the response.",
        ["items"] = "The items of the page.",
        ["nextCursor"] = "Pass it as cursor to get the next page; null on the last one.",
    };

    /// <summary>The OpenAPI 3.1 document <c>v1</c>, with numbers typed as numbers.</summary>
    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services, string serviceName)
    {
        services.Configure<Microsoft.AspNetCore.Http.Json.JsonOptions>(json => json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict);
        services.TryAddEnumerable(ServiceDescriptor.Transient<IApiDescriptionProvider, CommonAnswers>());
        return services.AddOpenApi("v1", options =>
        {
            // A schema for arbitrary JSON gets no name: each use describes its own content.
            options.CreateSchemaReferenceId = type => TypeOf(type) == typeof(JsonElement) ? null : NameOf(type);
            var types = new ConcurrentDictionary<string, JsonTypeInfo>();
            options.AddSchemaTransformer((schema, context, cancellationToken) =>
            {
                if (NameOf(context.JsonTypeInfo) is { } name) types[name] = context.JsonTypeInfo;
                return DescribeAsync(schema, context, cancellationToken);
            });
            options.AddOperationTransformer(DescribeParametersAsync);
            options.AddOperationTransformer(DescribeAccessAsync);
            options.AddOperationTransformer(DescribeBodyAsync);
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = $"KubeCredential {serviceName}";
                // Clients append a path that begins with a slash.
                foreach (var server in document.Servers ?? []) server.Url = server.Url?.TrimEnd('/');
                document.Components ??= new OpenApiComponents();
                foreach (var (name, schema) in document.Components.Schemas ?? new Dictionary<string, IOpenApiSchema>())
                {
                    if (types.TryGetValue(name, out var type)) DescribeMembers(schema, type);
                }

                document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    [BearerScheme] = new OpenApiSecurityScheme
                    {
                        Type = SecuritySchemeType.Http,
                        Scheme = "bearer",
                        Description = "An API key, kc_…, or a token of the OpenID Connect provider.",
                    },
                };
                return Task.CompletedTask;
            });
        });
    }

    /// <summary>
    /// The name of a type's schema, or null for none. Each service uses only one closed form of each of our generic types, so the name omits the type arguments.
    /// </summary>
    private static string? NameOf(JsonTypeInfo type) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(type) is not { } name ? null
        : type.Type is { IsGenericType: true, Namespace: { } space } generic && !space.StartsWith(nameof(System), StringComparison.Ordinal) ? generic.Name[..generic.Name.IndexOf('`', StringComparison.Ordinal)]
        : name;

    /// <summary>States which role an operation requires.</summary>
    private static Task DescribeAccessAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<AccessMetadata>().LastOrDefault() is not { } access) return Task.CompletedTask;
        operation.Description = $"{operation.Description} Requires the role {string.Join(" or ", access.Roles)}.".Trim();
        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = [] }];
        return Task.CompletedTask;
    }

    /// <summary>
    /// A body is optional if none of its members is required. Handlers accept a missing body in any case, so that they can name the missing
    /// member.
    /// </summary>
    private static Task DescribeBodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.RequestBody is not OpenApiRequestBody body) return Task.CompletedTask;
        var type = context.Description.ParameterDescriptions.FirstOrDefault(static parameter => parameter.Source == BindingSource.Body)?.Type
            ?? context.Description.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType;
        body.Required |= type?.GetProperties().Any(static property => property.IsDefined(typeof(RequiredAttribute), inherit: true)) == true;
        body.Description ??= type is null ? null : DocumentationFile.Of(type);
        // A null body counts as neither missing nor an object.
        foreach (var content in body.Content?.Values ?? [])
        {
            if (content.Schema?.OneOf?.Where(static one => one.Type != JsonSchemaType.Null).ToList() is [{ } only]) content.Schema = only;
        }

        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = TypeOf(context.JsonTypeInfo);
        var property = context.JsonPropertyInfo;
        if (type.GetCustomAttribute<WrittenAsAttribute>() is { Shape: { } shape })
        {
            var written = await context.GetOrCreateSchemaAsync(shape, null, cancellationToken);
            (schema.Type, schema.Properties, schema.Required) = (written.Type, written.Properties, written.Required);
            DescribeMembers(schema, context.JsonTypeInfo.Options.GetTypeInfo(shape));
        }

        if (type == typeof(DateTimeOffset))
        {
            // The generator cannot see that our converter writes strings.
            schema.Type = JsonSchemaType.String | (IsNullable(context.JsonTypeInfo) ? JsonSchemaType.Null : 0);
            schema.Format = "date-time";
        }
        else if (type == typeof(JsonElement) && property?.Name is "metadata" or "credential")
        {
            schema.Type = JsonSchemaType.Object | (property.IsGetNullable || IsNullable(context.JsonTypeInfo) ? JsonSchemaType.Null : 0);
            schema.AdditionalProperties = new OpenApiSchema();
            schema.OneOf = null;
        }

        var isRequired = property?.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true;
        if (isRequired) schema.Type &= ~JsonSchemaType.Null;
        if (typeof(ProblemDetails).IsAssignableFrom(type) && property is null) DescribeProblem(schema);
        if (property?.AttributeProvider?.GetCustomAttributes(typeof(AllowedValuesAttribute), inherit: true) is [AllowedValuesAttribute allowed])
        {
            schema.Enum = EnumOf(allowed, property.IsGetNullable && !isRequired);
        }

        if (property is null) schema.Description ??= DocumentationFile.Of(type);
    }

    /// <summary>Describes each member of an object, including those whose type has a schema of its own.</summary>
    private static void DescribeMembers(IOpenApiSchema schema, JsonTypeInfo type)
    {
        if (schema is OpenApiSchema whole) whole.Description ??= DocumentationFile.Of(TypeOf(type));
        foreach (var property in type.Properties)
        {
            if (property.AttributeProvider is not MemberInfo { DeclaringType: { } declaring } member) continue;
            if (schema.Properties is null || !schema.Properties.TryGetValue(property.Name, out var described)) continue;
            var text = member.GetCustomAttribute<DescriptionAttribute>()?.Description ?? DocumentationFile.Of(declaring, member.Name) ?? s_commonMembers.GetValueOrDefault(property.Name);
            // A reference without a description shows that of its schema.
            if (described is OpenApiSchemaReference reference) reference.Reference.Description ??= text;
            else described.Description ??= text;
        }
    }

    /// <summary>The members of every problem document in addition to those of RFC 9457.</summary>
    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Description ??= "Why the request failed (RFC 9457).";
        schema.Properties["success"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Enum = [JsonValue.Create(false)], Description = "Always false." };
        schema.Properties["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, as a sentence." };
        schema.Properties["workerId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The process that answered." };
        schema.Properties["traceId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The ID of the trace or request, to find it in traces and logs." };
        schema.Required ??= new HashSet<string>();
        foreach (var name in (string[])["title", "status", "success", "message", "workerId", "traceId"]) schema.Required.Add(name);
        if (schema.Properties.ContainsKey("errors")) schema.Required.Add("errors");
        Always("title", JsonSchemaType.String);
        Always("status", JsonSchemaType.Integer);
        Describe("type", "A URI that names the kind of problem.");
        Describe("title", "The kind of problem, as a short phrase.");
        Describe("status", "The HTTP status code of the response.");
        Describe("detail", "What is wrong in this case, as a sentence.");
        Describe("instance", "Identifies this occurrence; not used here.");
        Describe("errors", "What is wrong, by field.");

        void Describe(string name, string text)
        {
            if (schema.Properties.TryGetValue(name, out var found)) found.Description ??= text;
        }

        void Always(string name, JsonSchemaType type)
        {
            if (schema.Properties.TryGetValue(name, out var found) && found is OpenApiSchema member) member.Type = type;
        }
    }

    private static Task DescribeParametersAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var described in context.Description.ParameterDescriptions)
        {
            if (described.ParameterDescriptor is not IParameterInfoParameterDescriptor { ParameterInfo: { } parameter }) continue;
            if (operation.Parameters?.FirstOrDefault(one => one.Name == described.Name) is not OpenApiParameter { Schema: OpenApiSchema schema } written) continue;
            // An array may be empty, so its parameter may be left out; endpoints that are compiled ahead are described as if it could not.
            if (parameter.ParameterType.IsArray && !parameter.IsDefined(typeof(RequiredAttribute), inherit: true)) written.Required = false;
            foreach (var attribute in parameter.GetCustomAttributes(inherit: true))
            {
                switch (attribute)
                {
                    case RangeAttribute:
                        // The handler reads it as text, so that the error for an invalid value states its name and rule.
                        schema.Type = JsonSchemaType.Integer;
                        schema.Format = "int32";
                        break;
                    case AllowedValuesAttribute allowed:
                        schema.Enum = EnumOf(allowed, isNullable: false);
                        break;
                    case DataTypeAttribute { DataType: DataType.Custom, CustomDataType: { } format }:
                        schema.Format = format;
                        break;
                }
            }
        }

        return Task.CompletedTask;
    }

    private static List<JsonNode> EnumOf(AllowedValuesAttribute allowed, bool isNullable)
    {
        var values = allowed.Values.Where(static value => value is not null).Select(static value => (JsonNode)JsonValue.Create((string)value!)).ToList();
        if (isNullable) values.Add(JsonNullSentinel.JsonNull);
        return values;
    }

    private static Type TypeOf(JsonTypeInfo type) => Nullable.GetUnderlyingType(type.Type) ?? type.Type;

    private static bool IsNullable(JsonTypeInfo type) => Nullable.GetUnderlyingType(type.Type) is not null;
}
