using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Issuance.Api.Storage;
using KubeCredential.Events;
using KubeCredential.Text;
using Microsoft.AspNetCore.Mvc;

namespace Issuance.Api.Credentials;

/// <summary>The query of a list of credentials, of its count and of its export: what is listed.</summary>
internal sealed record CredentialQuery
{
    private const string NoDay = "This must be a real calendar day, written YYYY-MM-DD.";

    [FromQuery(Name = "q"), StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("Words in any order, at most 16: each begins a word of the holder's name, the type or the issuer's name, ignoring case and accents. Chinese, Japanese, Korean, Thai and similar text is found by any part. Or the issuer's own number for the holder (holderId), complete")]
    public string? Q { get; init; }

    [FromQuery(Name = "id"), DataType("uuid"), Description("A complete credential ID")]
    public string? Id { get; init; }

    [FromQuery(Name = "holder"), StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The same words as q, but each begins a word of the holder's name")]
    public string? Holder { get; init; }

    [FromQuery(Name = "type"), StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the type, ignoring case. Case folding follows Unicode: ß equals ss, a final sigma equals a sigma; the dotless ı is a separate letter")]
    public string? Type { get; init; }

    [FromQuery(Name = "issuer"), StringLength(CredentialFilter.MaxCharacters, MinimumLength = 1), Description("The start of the issuer's name, ignoring case")]
    public string? Issuer { get; init; }

    [FromQuery(Name = "credentialType"), Description("The type exactly as issued; repeat the parameter for any of several, at most 50")]
    public string[]? CredentialType { get; init; }

    [FromQuery(Name = "issuerName"), Description("The issuer's complete name; repeat the parameter for any of several, at most 50")]
    public string[]? IssuerName { get; init; }

    [FromQuery(Name = "state"), AllowedValues(DeliveryStates.Pending, DeliveryStates.Retrying, DeliveryStates.Published, DeliveryStates.Confirmed, DeliveryStates.Dead, DeliveryStates.Discarded), Description("The delivery state")]
    public string? State { get; init; }

    [FromQuery(Name = "status"), AllowedValues(CredentialState.Active, CredentialState.Suspended, CredentialState.Revoked, CredentialState.Superseded, CredentialState.Erased, CredentialStatuses.Expired, CredentialStatuses.NotYetValid), Description("The credential's status: its state; or expired or notYetValid, which follow from the dates of active ones")]
    public string? Status { get; init; }

    [FromQuery(Name = "expiresBefore"), DataType("date"), Description("Only credentials that stand and have not expired yet, and whose last day is before this one (YYYY-MM-DD)")]
    public string? ExpiresBefore { get; init; }

    [FromQuery(Name = "expiresFrom"), DataType("date"), Description("Only credentials whose last day is this one or a later one (YYYY-MM-DD)")]
    public string? ExpiresFrom { get; init; }

    [FromQuery(Name = "expiresTo"), DataType("date"), Description("Only credentials whose last day is this one or an earlier one (YYYY-MM-DD)")]
    public string? ExpiresTo { get; init; }

    [FromQuery(Name = "issuedFrom"), DataType("date"), Description("Only credentials issued on this day or later (YYYY-MM-DD, UTC)")]
    public string? IssuedFrom { get; init; }

    [FromQuery(Name = "issuedTo"), DataType("date"), Description("Only credentials issued on this day or earlier (YYYY-MM-DD, UTC)")]
    public string? IssuedTo { get; init; }

    [FromQuery(Name = "batch"), DataType("uuid"), Description("Only credentials that this batch issued or changed")]
    public string? Batch { get; init; }

    /// <summary>Reads the query and adds any errors to <paramref name="errors"/>.</summary>
    /// <param name="sort">The order that was asked for, or null.</param>
    /// <param name="organisation">The issuer that the caller is restricted to, or null.</param>
    /// <param name="today">Today in UTC.</param>
    /// <param name="errors">Receives the errors by field.</param>
    public CredentialFilter Read(string? sort, string? organisation, DateOnly today, IDictionary<string, string[]> errors)
    {
        if (Status is not null && !CredentialStatuses.All.Contains(Status)) errors["status"] = [$"This must be one of {string.Join(", ", CredentialStatuses.All)}."];
        var before = Day("expiresBefore", ExpiresBefore);
        if (before is not null && Status is CredentialStatuses.Expired or CredentialStatuses.NotYetValid)
            errors["expiresBefore"] = [$"This lists credentials that have not expired yet; it cannot be combined with the status {Status}."];
        var (expiresFrom, expiresTo) = Range("expiresFrom", ExpiresFrom, "expiresTo", ExpiresTo);
        var (issuedFrom, issuedTo) = Range("issuedFrom", IssuedFrom, "issuedTo", IssuedTo);
        var state = State is null ? null : DeliveryStates.StateOf(State);
        if (State is not null && state is null) errors["state"] = [$"This must be one of {string.Join(", ", DeliveryStates.Names)}."];
        var order = sort is null ? null : CredentialOrders.Of(sort);
        if (sort is not null && order is null) errors["sort"] = [$"This must be one of {string.Join(", ", CredentialOrders.Names)}."];
        var q = CredentialFilter.Given("q", Q, errors);
        return new CredentialFilter
        {
            Id = Uuid("id", Id, "This must be a complete credential ID (a UUID)."),
            Words = Words("q", q),
            HolderId = q is null ? null : UnicodeText.ToNfc(q),
            Holder = Words("holder", CredentialFilter.Given("holder", Holder, errors)),
            Type = CredentialFilter.Beginning("type", Type, errors),
            Issuer = CredentialFilter.Beginning("issuer", Issuer, errors),
            Types = Exact("credentialType", CredentialType),
            Issuers = Exact("issuerName", IssuerName),
            State = state,
            Status = Status,
            ExpiresBefore = before,
            ExpiresFrom = expiresFrom,
            ExpiresTo = expiresTo,
            IssuedFrom = issuedFrom,
            IssuedTo = issuedTo,
            Batch = Uuid("batch", Batch, "This must be a batch's ID (a UUID)."),
            Organisation = organisation,
            Today = today,
            Sort = order,
        };

        IReadOnlyList<SearchText.Word> Words(string name, string? text)
        {
            if (text is null) return [];
            var words = SearchText.WordsIn(text);
            if (words.Length <= CredentialFilter.MaxWords) return words;
            errors[name] = [$"This must have at most {CredentialFilter.MaxWords} words."];
            return [];
        }

        IReadOnlyList<string> Exact(string name, string[]? texts)
        {
            if (texts is null or []) return [];
            if (texts.Length > CredentialFilter.MaxExact)
            {
                errors[name] = [$"At most {CredentialFilter.MaxExact} can be given."];
                return [];
            }

            return [.. texts.Select(text => CredentialFilter.Given(name, text, errors)).OfType<string>().Select(UnicodeText.ToNfc).Distinct(StringComparer.Ordinal)];
        }

        Guid? Uuid(string name, string? text, string rule)
        {
            if (text is null) return null;
            if (Guid.TryParseExact(text.Trim(), "D", out var parsed)) return parsed;
            errors[name] = [rule];
            return null;
        }

        DateOnly? Day(string name, string? text)
        {
            if (text is null) return null;
            if (Rfc3339.TryParse(text, out DateOnly day)) return day;
            errors[name] = [NoDay];
            return null;
        }

        (DateOnly? From, DateOnly? To) Range(string fromName, string? from, string toName, string? to)
        {
            var (first, last) = (Day(fromName, from), Day(toName, to));
            if (last < first) errors[toName] = [$"This must not be before {fromName}."];
            return (first, last);
        }
    }
}
