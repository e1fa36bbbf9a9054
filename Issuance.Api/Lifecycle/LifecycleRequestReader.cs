using System.Text.Json;
using Issuance.Api.Credentials;
using KubeCredential.Events;
using KubeCredential.ServiceDefaults.Requests;
using KubeCredential.Text;

namespace Issuance.Api.Lifecycle;

/// <summary>Reads the bodies of requests to change a credential's status. Each error is reported with its field and rule, all at once.</summary>
internal static class LifecycleRequestReader
{
    /// <summary>The longest note, in Unicode scalar values.</summary>
    public const int MaxNoteCharacters = 1000;

    /// <summary>How many credentials one request may change.</summary>
    public const int MostIds = 1000;

    /// <summary>Reads a request about one credential.</summary>
    /// <param name="utf8">The bytes of the body.</param>
    /// <param name="action">One of <see cref="LifecycleAction"/>.</param>
    /// <param name="id">The credential.</param>
    /// <param name="today">Today in UTC.</param>
    /// <param name="errors">Receives the errors by field.</param>
    /// <returns>The order; valid only if there are no errors.</returns>
    public static LifecycleOrder? Read(ReadOnlyMemory<byte> utf8, string action, Guid id, DateOnly today, Dictionary<string, string[]> errors)
    {
        if (utf8.IsEmpty && action == LifecycleAction.Reinstate) return new LifecycleOrder(action, null, null);
        string[] known = action switch
        {
            LifecycleAction.Reinstate => ["note"],
            LifecycleAction.Replace => ["reason", "note", "holderName", "credentialType", "holderId", "holderEmail", "validFrom", "expiryDate", "metadata"],
            LifecycleAction.Renew => ["expiryDate", "validFrom", "note"],
            LifecycleAction.Erase => ["reason", "note", "confirm"],
            _ => ["reason", "note"],
        };
        return CredentialFields.ReadBody(utf8, known, errors, root =>
        {
            if (action == LifecycleAction.Erase && !(CredentialFields.IsGiven(root, "confirm", out var confirm) && confirm.ValueKind == JsonValueKind.String
                && Guid.TryParseExact(JsonText.ValueOf(confirm)?.Trim(), "D", out var confirmed) && confirmed == id))
            {
                errors["confirm"] = ["Erasing is for good: this must be the credential's ID."];
            }

            return Order(root, action, today, errors);
        });
    }

    /// <summary>Reads a request about many credentials.</summary>
    /// <param name="utf8">The bytes of the body.</param>
    /// <param name="today">Today in UTC.</param>
    /// <param name="errors">Receives the errors by field.</param>
    /// <returns>The order and the credentials; valid only if there are no errors.</returns>
    public static (LifecycleOrder Order, Guid[] Ids)? ReadMany(ReadOnlyMemory<byte> utf8, DateOnly today, Dictionary<string, string[]> errors) =>
        CredentialFields.ReadBody<(LifecycleOrder, Guid[])?>(utf8, ["action", "reason", "note", "expiryDate", "validFrom", "ids"], errors, root =>
        {
            var action = root.TryGetProperty("action", out var named) && named.ValueKind == JsonValueKind.String ? JsonText.ValueOf(named) : null;
            if (action is null || !LifecycleAction.OfMany.Contains(action)) errors["action"] = [$"This must be one of {string.Join(", ", LifecycleAction.OfMany)}."];
            var ids = Ids(root, errors);
            return errors.ContainsKey("action") ? null : (Order(root, action!, today, errors), ids);
        });

    private static LifecycleOrder Order(JsonElement root, string action, DateOnly today, Dictionary<string, string[]> errors)
    {
        var order = new LifecycleOrder(action, Reason(root, action, errors), Note(root, errors));
        if (action is LifecycleAction.Renew or LifecycleAction.Replace)
        {
            order = order with
            {
                ValidFrom = CredentialFields.ValidFrom(root, today, errors),
                ExpiryDate = new(CredentialFields.Has(root, "expiryDate"), CredentialFields.ExpiryDate(root, today, errors)),
            };
        }

        if (action == LifecycleAction.Renew)
        {
            if (order.ExpiryDate.Value is null) errors.TryAdd("expiryDate", ["This is required: the last day on which the new credential is valid."]);
            CredentialFields.CheckOrder(order.ValidFrom ?? today, order.ExpiryDate.Value, errors);
        }
        else if (action != LifecycleAction.Replace)
        {
            // One call changes the status of many and has the members of all actions; those of another action are not ignored in silence.
            foreach (var name in (string[])["expiryDate", "validFrom"])
            {
                if (CredentialFields.IsGiven(root, name, out _)) errors.TryAdd(name, [$"This is for {LifecycleAction.Renew} only."]);
            }
        }

        return action != LifecycleAction.Replace ? order : order with
        {
            HolderName = CredentialFields.Has(root, "holderName") ? CredentialFields.Text(root, "holderName", CredentialFields.MaxNameCharacters, errors) : null,
            CredentialType = CredentialFields.Has(root, "credentialType") ? CredentialFields.Text(root, "credentialType", CredentialFields.MaxTypeCharacters, errors) : null,
            Metadata = new(CredentialFields.Has(root, "metadata"), CredentialFields.Metadata(root, errors)),
            HolderId = new(CredentialFields.Has(root, "holderId"), CredentialFields.HolderId(root, errors)),
            HolderEmail = new(CredentialFields.Has(root, "holderEmail"), CredentialFields.HolderEmail(root, errors)),
        };
    }

    private static string? Reason(JsonElement root, string action, Dictionary<string, string[]> errors)
    {
        var isGiven = CredentialFields.IsGiven(root, "reason", out var value);
        if (action is LifecycleAction.Reinstate or LifecycleAction.Renew)
        {
            if (isGiven) errors.TryAdd("reason", [$"To {action} needs no reason; use note."]);
            return null;
        }

        if (isGiven && value.ValueKind == JsonValueKind.String && JsonText.ValueOf(value) is { } reason && StatusReason.All.Contains(reason)) return reason;
        errors["reason"] = [$"{(isGiven ? "This must be" : "This is required:")} one of {string.Join(", ", StatusReason.All)}."];
        return null;
    }

    private static string? Note(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "note", out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) errors["note"] = ["This must be text."];
        else if (JsonText.ValueOf(value) is not { } text) errors["note"] = [RequestJson.NotUnicode];
        else if (UnicodeText.Length(text) is > MaxNoteCharacters and var length) errors["note"] = [$"This has {length} characters; at most {MaxNoteCharacters} are allowed."];
        else if (text.Any(static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))) errors["note"] = ["This must not contain control characters other than line breaks and tabs."];
        else return text.Trim() is { Length: > 0 } note ? note : null;
        return null;
    }

    private static Guid[] Ids(JsonElement root, Dictionary<string, string[]> errors)
    {
        if (!CredentialFields.IsGiven(root, "ids", out var value) || value.ValueKind != JsonValueKind.Array || value.GetArrayLength() is 0 or > MostIds)
        {
            errors["ids"] = [$"This must be a list of 1 to {MostIds:N0} credential IDs."];
            return [];
        }

        var ids = new List<Guid>(value.GetArrayLength());
        var seen = new HashSet<Guid>();
        foreach (var one in value.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String || !Guid.TryParseExact(JsonText.ValueOf(one), "D", out var id))
            {
                errors[$"ids[{ids.Count}]"] = ["This must be a complete credential ID (a UUID)."];
                return [];
            }

            if (!seen.Add(id))
            {
                errors[$"ids[{ids.Count}]"] = ["This ID is listed twice."];
                return [];
            }

            ids.Add(id);
        }

        return [.. ids];
    }
}
