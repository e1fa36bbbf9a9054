using KubeCredential.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace KubeCredential.ServiceDefaults.OpenApi;

/// <summary>
/// Adds to each operation the error responses that it does not declare itself because the common request handling produces them: an unknown
/// query parameter (400), a path that does not exist (404), a body that is too large (413) or of another content type (415), too many
/// invalid keys (429), an unavailable database (503).
/// </summary>
internal sealed class CommonAnswers : IApiDescriptionProvider
{
    private const string ProblemType = "application/problem+json";

    /// <summary>Runs after the endpoints' own metadata has been read.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
        foreach (var description in context.Results)
        {
            if (RequestRules.RefusesUnknownQuery(description.ActionDescriptor.EndpointMetadata)) Add(description, StatusCodes.Status400BadRequest, typeof(HttpValidationProblemDetails));
            if (description.ParameterDescriptions.Any(static parameter => parameter.Source == BindingSource.Path)) Add(description, StatusCodes.Status404NotFound, typeof(ProblemDetails));
            if (TakesBody(description))
            {
                Add(description, StatusCodes.Status413PayloadTooLarge, typeof(ProblemDetails));
                Add(description, StatusCodes.Status415UnsupportedMediaType, typeof(ProblemDetails));
            }

            Add(description, StatusCodes.Status429TooManyRequests, typeof(ProblemDetails));
            Add(description, StatusCodes.Status503ServiceUnavailable, typeof(ProblemDetails));
        }
    }

    private static bool TakesBody(ApiDescription description) =>
        description.ParameterDescriptions.Any(static parameter => parameter.Source == BindingSource.Body)
        || description.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().Any();

    private static void Add(ApiDescription description, int status, Type type)
    {
        if (description.SupportedResponseTypes.Any(answer => answer.StatusCode == status)) return;
        description.SupportedResponseTypes.Add(new ApiResponseType { StatusCode = status, Type = type, ApiResponseFormats = [new ApiResponseFormat { MediaType = ProblemType }] });
    }
}
