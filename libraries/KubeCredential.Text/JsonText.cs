using System.Text.Json;

namespace KubeCredential.Text;

/// <summary>
/// The texts in JSON. Its grammar lets an escape stand for half of a surrogate pair, which is no Unicode text (RFC 8259, section 8.2), and
/// parsing does not look into texts: one that is not looked at here fails whoever reads it later.
/// </summary>
public static class JsonText
{
    /// <summary>Whether all texts and names in a value, at every level, are Unicode.</summary>
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

    /// <summary>The text of a string, or null where it is not Unicode.</summary>
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
