using System.Globalization;
using System.Text.Json;
using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.StatusLists;

/// <summary>The place of a credential in a status list (W3C Bitstring Status List 1.0, section 2.1).</summary>
/// <param name="Purpose">What the bit stands for, such as <see cref="StatusPurposes.Revocation"/>.</param>
/// <param name="Index">The number of the bit, from 0.</param>
/// <param name="ListAddress">The address of the credential that holds the list.</param>
public sealed record StatusEntry(string Purpose, long Index, string ListAddress)
{
    internal const string Type = "BitstringStatusListEntry";

    /// <summary>Whether the index was written as a number; the specification wants text.</summary>
    public bool IndexIsNumber { get; private init; }

    /// <summary>Whether the entry has messages for the values of more than one bit.</summary>
    public bool HasMessages { get; private init; }

    /// <summary>Writes the entry as an object, with an ID made of the list's address and the index.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var index = Index.ToString(CultureInfo.InvariantCulture);
        json.WriteStartObject();
        json.WriteString("id", $"{ListAddress}#{index}");
        json.WriteString("type", Type);
        json.WriteString("statusPurpose", Purpose);
        json.WriteString("statusListIndex", index);
        json.WriteString("statusListCredential", ListAddress);
        json.WriteEndObject();
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="CredentialException">
    /// It is of another type, or has entries of more than one bit (<see cref="CredentialError.UnsupportedStatus"/>), or is malformed (<see cref="CredentialError.InvalidStatusEntry"/>).
    /// </exception>
    public static StatusEntry Parse(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object) throw Invalid("A status is not an object.");
        if (JsonDocuments.OneOrMany(entry, "type").All(static type => type.ValueKind != JsonValueKind.String || type.GetString() != Type)) throw new CredentialException(CredentialError.UnsupportedStatus, "The status is of a type that is not known here.", "/credentialStatus/type");
        if (entry.TryGetProperty("statusSize", out var size))
        {
            if (size.ValueKind != JsonValueKind.Number || !IsWhole(size.GetRawText()) || size.GetRawText() == "0") throw Invalid("The size of a status is not a whole number of bits.", "statusSize");
            if (size.GetRawText() != "1") throw new CredentialException(CredentialError.UnsupportedStatus, "The status has more than one bit, which is not read here.", "/credentialStatus/statusSize");
        }

        var purpose = JsonDocuments.Text(entry, "statusPurpose") ?? throw Invalid("A status has no purpose.", "statusPurpose");
        var address = JsonDocuments.Text(entry, "statusListCredential") ?? throw Invalid("A status names no list.", "statusListCredential");
        if (!Uri.TryCreate(address, UriKind.Absolute, out _)) throw Invalid("The address of a status list is not a URL.", "statusListCredential");
        if (!entry.TryGetProperty("statusListIndex", out var value)) throw Invalid("A status has no index.", "statusListIndex");
        var text = value.ValueKind switch { JsonValueKind.String => value.GetString(), JsonValueKind.Number => value.GetRawText(), _ => null };
        if (!IsWhole(text)) throw Invalid("The index of a status is not a whole number.", "statusListIndex");
        // An index that no list has is still an index: it is beyond the end.
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) index = long.MaxValue;
        return new StatusEntry(purpose, index, address) { IndexIsNumber = value.ValueKind == JsonValueKind.Number, HasMessages = entry.TryGetProperty("statusMessage", out _) };
    }

    private static bool IsWhole(string? text) => text is { Length: > 0 } && text.All(char.IsAsciiDigit);

    private static CredentialException Invalid(string message, string? name = null) => new(CredentialError.InvalidStatusEntry, message, name is null ? "/credentialStatus" : $"/credentialStatus/{name}");
}
