using System.Text.Json;
using KubeCredential.Text;

namespace KubeCredential.Events;

/// <summary>The mutable part of a credential, kept beside its immutable content. Every event carries the complete status.</summary>
/// <param name="State">One of <see cref="CredentialState"/>, or a state unknown to this version.</param>
/// <param name="Since">When this status took effect.</param>
/// <param name="Reason">The reason, or null.</param>
/// <param name="Supersedes">The credential that it replaces, or null.</param>
/// <param name="SupersededBy">The credential that replaces it, or null.</param>
public sealed record CredentialStatus(string State, DateTimeOffset Since, string? Reason = null, Guid? Supersedes = null, Guid? SupersededBy = null)
{
    /// <summary>The status of a newly issued credential.</summary>
    public static CredentialStatus ActiveSince(DateTimeOffset moment) => new(CredentialState.Active, moment);

    /// <summary>Reads a status from its JSON text, as <see cref="ToJson"/> writes it.</summary>
    /// <exception cref="EventFormatException">A property is missing or has the wrong type. The message names it.</exception>
    public static CredentialStatus Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    /// <summary>Writes the status as JSON text, without the members that are null.</summary>
    public string ToJson()
    {
        // Nearly every status: nothing in it needs escaping, and no writer.
        if (this is { Reason: null, Supersedes: null, SupersededBy: null } && !State.AsSpan().ContainsAnyExceptInRange('a', 'z')) return $$"""{"state":"{{State}}","since":"{{Rfc3339.Format(Since)}}"}""";
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer, CredentialEvent.WriteOptions)) Write(json);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("state", State);
        if (Reason is not null) json.WriteString("reason", Reason);
        json.WriteString("since", Rfc3339.Format(Since));
        if (Supersedes is { } earlier) json.WriteString("supersedes", earlier);
        if (SupersededBy is { } later) json.WriteString("supersededBy", later);
        json.WriteEndObject();
    }

    internal static CredentialStatus Read(JsonElement status) => new(
        EventJson.Text(status, "state"), EventJson.Moment(status, "since"), EventJson.OptionalText(status, "reason"),
        EventJson.OptionalId(status, "supersedes"), EventJson.OptionalId(status, "supersededBy"));
}
