using System.Diagnostics.CodeAnalysis;

namespace Issuance.Api.Console;

/// <summary>
/// The path at the verifier that a request is passed on to. It is put together anew from what was asked for, segment by segment, so that
/// whoever reads it next finds the same segments: what could be read as a way out, or be decoded once more, is no path of the verifier's.
/// </summary>
internal static class VerifierPath
{
    private const string Root = "/admin";

    /// <summary>Writes the path, or false for one that leads nowhere.</summary>
    /// <param name="asked">What was asked for below <c>/admin/</c>, decoded once; null for nothing.</param>
    /// <param name="path">The path, encoded once.</param>
    public static bool TryWrite(string? asked, [NotNullWhen(true)] out string? path)
    {
        path = null;
        var segments = (asked ?? "").Split('/');
        if (!segments.All(IsPlain)) return false;
        path = $"{Root}/{string.Join('/', segments.Select(Uri.EscapeDataString))}";
        return true;
    }

    // A percent sign is left over where something was encoded twice, or a slash that the server leaves encoded.
    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && !segment.Any(static character => character is '%' or '\\' or '?' or '#' || char.IsControl(character));
}
