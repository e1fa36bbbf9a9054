using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Credentials;

/// <summary>The views of the list that each user saves for themselves.</summary>
internal static class SavedViewEndpoints
{
    private static readonly string[] s_known = ["name", "query", "columns"];

    internal static void MapSavedViews(this RouteGroupBuilder credentials)
    {
        credentials.MapGet("/views", ListAsync)
            .ForReaders()
            .WithName("ListSavedViews")
            .WithSummary("Lists the views of the list that the caller has saved, by name");
        credentials.MapPut("/views", SaveAsync)
            .ForReaders()
            .ReadsItsBody()
            .WithName("SaveView")
            .WithSummary("Saves a view of the list, or replaces the one of its name")
            .WithDescription("A view belongs to the caller alone. The service keeps the query and the columns as they are.")
            .Accepts<SaveViewRequest>("application/json")
            .Produces<SavedView>()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        credentials.MapDelete("/views", RemoveAsync)
            .ForReaders()
            .WithName("RemoveView")
            .WithSummary("Removes a view that the caller has saved")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<SavedViewList>> ListAsync(SavedViewStore store, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        TypedResults.Ok(new SavedViewList(await store.ListAsync(caller.Actor(), cancellationToken)));

    private static async Task<IResult> SaveAsync(HttpContext context, SavedViewStore store, CancellationToken cancellationToken)
    {
        if (!context.Request.HasJsonContentType()) return TypedResults.Problem(statusCode: StatusCodes.Status415UnsupportedMediaType);
        var errors = new Dictionary<string, string[]>();
        var (name, query, columns) = Read(await context.Request.ReadBodyAsync(cancellationToken), errors);
        if (errors.Count > 0) return TypedResults.ValidationProblem(errors);
        return await store.SaveAsync(context.User.Actor(), name, query, columns, cancellationToken) is { } saved
            ? TypedResults.Ok(saved)
            : TypedResults.Problem($"You have saved {SavedView.Most} views; remove one first.", statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ValidationProblem, ProblemHttpResult>> RemoveAsync(
        SavedViewStore store, ClaimsPrincipal caller,
        [FromQuery, Required, StringLength(SavedView.MaxNameCharacters, MinimumLength = 1), Description("The view's name")] string? name,
        CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        var given = CredentialFilter.Given("name", name ?? "", errors, SavedView.MaxNameCharacters);
        if (given is null) return TypedResults.ValidationProblem(errors);
        return await store.RemoveAsync(caller.Actor(), UnicodeText.ToNfc(given), cancellationToken)
            ? TypedResults.NoContent()
            : TypedResults.Problem("You have saved no view of this name.", statusCode: StatusCodes.Status404NotFound);
    }

    internal static (string Name, string Query, IReadOnlyList<string> Columns) Read(ReadOnlyMemory<byte> utf8, Dictionary<string, string[]> errors)
    {
        var read = CredentialFields.ReadBody(utf8, s_known, errors, root => (CredentialFields.Text(root, "name", SavedView.MaxNameCharacters, errors), Query(root, errors), Columns(root, errors)));
        return errors.Count > 0 ? ("", "", []) : read;
    }

    private static string Query(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "query", out var value)) return "";
        if (value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { } text && UnicodeText.Length(text) <= SavedView.MaxQueryCharacters && !UnicodeText.HasControls(text)) return text;
        errors["query"] = [$"This must be text of at most {SavedView.MaxQueryCharacters} characters without control characters."];
        return "";
    }

    private static IReadOnlyList<string> Columns(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "columns", out var value)) return [];
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= SavedView.MaxColumns && value.EnumerateArray().All(IsColumn)) return [.. value.EnumerateArray().Select(static one => one.GetString()!)];
        errors["columns"] = [$"This must be a list of at most {SavedView.MaxColumns} names of columns, each of 1 to {SavedView.MaxColumnCharacters} ASCII letters, digits, dots and hyphens."];
        return [];
    }

    private static bool IsColumn(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { Length: > 0 and <= SavedView.MaxColumnCharacters } name && name.All(static one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_');
}
