using System.Text.Json;

namespace KubeCredential.Text;

/// <summary>
/// Checks strings in JSON. The grammar allows an escape for an unpaired surrogate, which is not valid Unicode (RFC 8259, section 8.2), and
/// the parser does not check strings: without this check, reading such a string later would fail.
/// </summary>
public static class JsonText
{
    /// <summary>Whether all strings and names in a value, at every level, are valid Unicode.</summary>
    public static bool IsUnicode(JsonElement value)
    {
        try
        {
            using var json = new Utf8JsonWriter(Stream.Null);
            value.WriteTo(json);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The value of a string, or null if it is not valid Unicode.</summary>
    public static string? ValueOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
