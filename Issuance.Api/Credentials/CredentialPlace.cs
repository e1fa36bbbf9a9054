using System.Buffers.Text;
using System.Text;
using KubeCredential.Text;

namespace Issuance.Api.Credentials;

/// <summary>The place of a credential in a list.</summary>
/// <param name="Order">The order of the list.</param>
/// <param name="Key">What the list is sorted by before the ID: the name's words, or a day; null if it has none.</param>
/// <param name="Id">The credential.</param>
internal readonly record struct CredentialPlace(CredentialOrder Order, string? Key, Guid Id)
{
    private const int IdBytes = 16;

    /// <summary>The day that the list is sorted by, or null.</summary>
    public DateOnly? Day => Key is { } key && Rfc3339.TryParse(key, out DateOnly day) ? day : null;

    /// <summary>The place as a cursor that callers pass back unchanged.</summary>
    public string ToCursor()
    {
        var key = Key is null ? [] : Encoding.UTF8.GetBytes(Key);
        var bytes = new byte[2 + IdBytes + key.Length];
        (bytes[0], bytes[1]) = ((byte)Order, Key is null ? (byte)0 : (byte)1);
        Id.TryWriteBytes(bytes.AsSpan(2), bigEndian: true, out _);
        key.CopyTo(bytes.AsSpan(2 + IdBytes));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads a cursor of a list in this order; null if it is none.</summary>
    public static CredentialPlace? Parse(string cursor, CredentialOrder order)
    {
        if (!Base64Url.IsValid(cursor)) return null;
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length < 2 + IdBytes || bytes[0] != (byte)order || bytes[1] > 1 || (bytes[1] == 0 && bytes.Length > 2 + IdBytes)) return null;
        string? key;
        try
        {
            key = bytes[1] == 0 ? null : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.AsSpan(2 + IdBytes));
        }
        catch (DecoderFallbackException)
        {
            return null; // No cursor of ours.
        }

        var place = new CredentialPlace(order, key, new Guid(bytes.AsSpan(2, IdBytes), bigEndian: true));
        return order.Column() switch
        {
            null when key is not null => null,
            "holder_search" when key is null || key.Contains('\0', StringComparison.Ordinal) => null,
            "expiry_date" or "valid_from" when key is not null && place.Day is null => null,
            "valid_from" when key is null => null,
            _ => place,
        };
    }
}
