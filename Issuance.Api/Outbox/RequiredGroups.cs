using KubeCredential.Messaging;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Outbox;

/// <summary>The consumer groups whose confirmations delivery waits for; then a credential is verifiable.</summary>
internal sealed class RequiredGroups
{
    /// <summary>Reads the groups from <see cref="OutboxOptions.RequiredGroups"/>.</summary>
    public RequiredGroups(IOptions<OutboxOptions> options) =>
        Names = [.. options.Value.RequiredGroups.Split(',').Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The names, sorted and without duplicates.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether there is more than one group, so that confirmations have to be stored until the last has arrived.</summary>
    public bool AreSeveral => Names.Count > 1;

    /// <summary>Whether a group is required.</summary>
    public bool Contains(string group) => Names.Contains(group, StringComparer.Ordinal);

    /// <summary>Separates confirmations of required groups from those that are only counted.</summary>
    public (List<Confirmation> Required, List<Confirmation> Others) Part(List<Confirmation> confirmations)
    {
        if (confirmations.TrueForAll(one => Contains(one.Group))) return (confirmations, []);
        var parts = confirmations.ToLookup(one => Contains(one.Group));
        return ([.. parts[true]], [.. parts[false]]);
    }
}
