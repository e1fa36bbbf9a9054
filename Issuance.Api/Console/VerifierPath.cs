using System.Diagnostics.CodeAnalysis;

namespace Issuance.Api.Console;

/// <summary>
/// The path at the verifier to which a request is forwarded. It is rebuilt from the requested path segment by segment, so that every later
/// reader sees the same segments: a path that could escape the prefix, or that could be decoded a second time, is refused.
/// </summary>
internal static class VerifierPath
{
    private const string Root = "/admin";

    /// <summary>Writes the path, or returns false if the requested one is not acceptable.</summary>
    /// <param name="asked">The requested path below <c>/admin/</c>, decoded once; null if empty.</param>
    /// <param name="path">The path, encoded once.</param>
    public static bool TryWrite(string? asked, [NotNullWhen(true)] out string? path)
    {
        path = null;
        var segments = (asked ?? "").Split('/');
        if (!segments.All(IsPlain)) return false;
        path = $"{Root}/{string.Join('/', segments.Select(Uri.EscapeDataString))}";
        return true;
    }

    // A remaining percent sign means that the path was encoded twice, or holds an encoded slash, which the server does not decode.
    private static bool IsPlain(string segment) =>
        segment is not ("" or "." or "..") && !segment.Any(static character => character is '%' or '\\' or '?' or '#' || char.IsControl(character));
}
