using KubeCredential.Messaging;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>The consumer groups that have to confirm an event before its delivery has ended: a credential is then verifiable.</summary>
internal sealed class RequiredGroups
{
    /// <summary>The groups that <see cref="OutboxOptions.RequiredGroups"/> names.</summary>
    public RequiredGroups(IOptions<OutboxOptions> options) =>
        Names = [.. options.Value.RequiredGroups.Split(',').Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Their names, each once, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether there is more than one, so that confirmations have to be kept until the last has come.</summary>
    public bool AreSeveral => Names.Count > 1;

    /// <summary>Whether a group is required.</summary>
    public bool Contains(string group) => Names.Contains(group, StringComparer.Ordinal);

    /// <summary>Parts confirmations: those that count for delivery, and those that are only counted.</summary>
    public (List<Confirmation> Required, List<Confirmation> Others) Part(List<Confirmation> confirmations)
    {
        if (confirmations.TrueForAll(one => Contains(one.Group))) return (confirmations, []);
        var parts = confirmations.ToLookup(one => Contains(one.Group));
        return ([.. parts[true]], [.. parts[false]]);
    }
}
