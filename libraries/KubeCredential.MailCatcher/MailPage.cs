using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeCredential.MailCatcher;

/// <summary>The pages on which caught messages are read, and the same as JSON.</summary>
internal static class MailPage
{
    private const string Style =
        """
        :root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
        table { border-collapse: collapse; width: 100% } th, td { text-align: start; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top } td { overflow-wrap: anywhere }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8884; padding: 1rem } iframe { width: 100%; height: 32rem; border: 1px solid #8884; background: #fff }
        """;

    /// <summary>Maps the pages.</summary>
    public static void MapMailPages(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            // What a message contains comes from elsewhere: no script of it runs, and nothing is loaded.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; base-uri 'none'";
            context.Response.Headers["Referrer-Policy"] = "no-referrer";
            context.Response.Headers.XContentTypeOptions = "nosniff";
            context.Response.Headers.CacheControl = "no-store";
            return next(context);
        });
        app.MapGet("/", static (MailFolder folder) => Page("Caught mail", List(folder.Mails), refreshes: true));
        app.MapGet("/mails/{id}", static (string id, MailFolder folder) => folder.Find(id) is { } mail ? Page(mail.Message.Subject ?? "", One(mail), refreshes: false) : Results.NotFound());
        app.MapGet("/mails/{id}/html", static (string id, MailFolder folder) => folder.Find(id) is { } mail ? Results.Text(mail.Html, "text/html", Encoding.UTF8) : Results.NotFound());
        app.MapGet("/mails/{id}.eml", static (string id, MailFolder folder) => folder.Find(id) is { } mail ? Results.File(folder.FileOf(mail), "message/rfc822", $"{id}.eml") : Results.NotFound());
        app.MapPost("/clear", static (MailFolder folder) =>
        {
            folder.Clear();
            return Results.LocalRedirect("/");
        });
        app.MapGet("/api/mails", static (MailFolder folder) => Results.Text(new JsonArray([.. folder.Mails.Select(static mail => (JsonNode)Json(mail))]).ToJsonString(), "application/json", Encoding.UTF8));
        app.MapGet("/health", static () => Results.Text("OK"));
    }

    private static IResult Page(string title, string body, bool refreshes) => Results.Text(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">{(refreshes ? "<meta http-equiv=\"refresh\" content=\"5\">" : "")}<title>{Encoded(title)}</title><style>{Style}</style></head>
        <body><main>{body}</main></body></html>
        """,
        "text/html", Encoding.UTF8);

    private static string List(IReadOnlyList<CaughtMail> mails)
    {
        var html = new StringBuilder("<h1>Caught mail</h1><p>None of these messages was delivered.</p>");
        if (mails.Count == 0) return html.Append("<p>No mail yet.</p>").ToString();
        html.Append("<table><thead><tr><th>Time (UTC)</th><th>To</th><th>Subject</th></tr></thead><tbody>");
        foreach (var mail in mails)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{mail.CaughtAt:yyyy-MM-dd HH:mm:ss}</td><td>{Encoded(string.Join(", ", mail.Recipients))}</td>")
                .Append(CultureInfo.InvariantCulture, $"<td><a href=\"/mails/{mail.Id}\"><bdi>{Encoded(mail.Message.Subject is { Length: > 0 } subject ? subject : "(no subject)")}</bdi></a></td></tr>");
        }

        return html.Append("</tbody></table><form method=\"post\" action=\"/clear\"><p><button>Remove all</button></p></form>").ToString();
    }

    private static string One(CaughtMail mail)
    {
        var html = new StringBuilder("<p><a href=\"/\">All mail</a></p><h1><bdi>").Append(Encoded(mail.Message.Subject ?? "")).Append("</bdi></h1><table><tbody>");
        foreach (var header in mail.Message.Headers.Concat(mail.Message.Body?.Headers ?? [])) html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{Encoded(header.Field)}</th><td><bdi>{Encoded(header.Value)}</bdi></td></tr>");
        html.Append(CultureInfo.InvariantCulture, $"</tbody></table><p><a href=\"/mails/{mail.Id}.eml\">Download as a file</a></p>");
        if (mail.Links.Count > 0)
        {
            html.Append("<h2>Links</h2><ul>");
            foreach (var link in mail.Links) html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{Encoded(link)}\" target=\"_blank\" rel=\"noreferrer\">{Encoded(link)}</a></li>");
            html.Append("</ul>");
        }

        html.Append("<h2>Text</h2><pre dir=\"auto\">").Append(Encoded(mail.Text)).Append("</pre>");
        if (mail.Html.Length > 0) html.Append(CultureInfo.InvariantCulture, $"<h2>HTML</h2><iframe sandbox title=\"The message as HTML\" src=\"/mails/{mail.Id}/html\"></iframe>");
        return html.ToString();
    }

    private static JsonObject Json(CaughtMail mail) => new()
    {
        ["id"] = mail.Id,
        ["to"] = new JsonArray([.. mail.Recipients.Select(static one => (JsonNode)JsonValue.Create(one))]),
        ["subject"] = mail.Message.Subject,
        ["language"] = mail.Message.Body?.Headers["Content-Language"],
        ["text"] = mail.Text,
        ["html"] = mail.Html,
        ["links"] = new JsonArray([.. mail.Links.Select(static one => (JsonNode)JsonValue.Create(one))]),
    };

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}
