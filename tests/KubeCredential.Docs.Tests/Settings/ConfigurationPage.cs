using System.Text;

namespace KubeCredential.Docs.Tests.Settings;

/// <summary>docs/configuration.md, made from the settings.</summary>
internal static class ConfigurationPage
{
    private const string Beginning =
        """
        # Configuration

        Made from the XML documentation of the options by `UPDATE_DOCS=1 ./test.sh Docs`; do not edit. A test fails when it is out of date.

        Settings of the AppHost are given as arguments, `Key=value` or `--Key=value`, or as environment variables with `__` in place of `:`.
        `./run.sh --help` lists the most common ones. Settings of the services are environment variables or `appsettings.json`. They are checked at the
        start; a wrong value is refused by name, and never shown.

        A time is written `hh:mm:ss`, with days in front (`90.00:00:00`) and fractions of a second behind (`00:00:00.400`) where needed.

        """;

    private static readonly (Owner Owner, string Heading, string Text)[] s_parts =
    [
        (Owner.AppHost, "The application", "What runs, where, and on which ports: settings of `KubeCredential.AppHost` and `./run.sh`."),
        (Owner.BothServices, "Both services", "Each service reads these for itself."),
        (Owner.IssuanceService, "Issuance service", ""),
        (Owner.VerificationService, "Verification service", ""),
        (Owner.Publishing, "Publishing", "Given at the end of a publish command ([deployment](deployment.md))."),
    ];

    /// <summary>Writes the page.</summary>
    public static string Write(IReadOnlyList<Setting> settings)
    {
        var page = new StringBuilder(Beginning.ReplaceLineEndings("\n"));
        foreach (var (owner, heading, text) in s_parts)
        {
            page.Append($"\n## {heading}\n");
            if (text.Length > 0) page.Append($"\n{text}\n");
            var own = settings.Where(one => one.Owner == owner).ToArray();
            // Settings without a section stand together.
            var isFlat = owner is Owner.AppHost or Owner.Publishing;
            foreach (var section in own.GroupBy(one => isFlat ? "" : one.Name.Contains(':', StringComparison.Ordinal) ? one.Section : "Others").OrderBy(static one => one.Key == "Others").ThenBy(static one => one.Key, StringComparer.Ordinal))
            {
                if (section.Key.Length > 0)
                {
                    page.Append($"\n### {section.Key}\n");
                    if (SettingsReader.PurposeOf(section.Key) is { Length: > 0 } purpose) page.Append($"\n{purpose}\n");
                }

                Table(page, [.. section]);
            }
        }

        return page.ToString();
    }

    private static void Table(StringBuilder page, IReadOnlyList<Setting> settings)
    {
        (string Heading, Func<Setting, string> Cell)[] columns =
        [
            ("setting", static one => $"`{one.Name}`"), ("environment variable", static one => $"`{one.Variable}`"), ("type", static one => one.Type),
            ("default", static one => one.Default), ("allowed", static one => one.Allowed), ("meaning", static one => one.Meaning),
        ];
        var shown = columns.Where(column => settings.Any(one => column.Cell(one).Length > 0)).ToArray();
        page.Append($"\n| {string.Join(" | ", shown.Select(static one => one.Heading))} |\n|{string.Concat(shown.Select(static _ => "---|"))}\n");
        foreach (var setting in settings) page.Append($"| {string.Join(" | ", shown.Select(one => one.Cell(setting).Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
    }
}
