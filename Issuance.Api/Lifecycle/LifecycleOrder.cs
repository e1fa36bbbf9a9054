using System.Text.Json;

namespace Issuance.Api.Lifecycle;

/// <summary>A member of a request that may be left out, which differs from null.</summary>
/// <param name="IsGiven">Whether it was there.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct Given<T>(bool IsGiven, T? Value)
{
    /// <summary>Its value, or another one if it was left out.</summary>
    public T? Or(T? other) => IsGiven ? Value : other;
}

/// <summary>What a request asks for.</summary>
/// <param name="Action">One of <see cref="LifecycleAction"/>.</param>
/// <param name="Reason">The public reason, or null.</param>
/// <param name="Note">The private note, or null.</param>
internal sealed record LifecycleOrder(string Action, string? Reason, string? Note)
{
    public string? HolderName { get; init; }

    public string? CredentialType { get; init; }

    public DateOnly? ValidFrom { get; init; }

    public Given<DateOnly?> ExpiryDate { get; init; }

    public Given<JsonElement?> Metadata { get; init; }

    public Given<string> HolderId { get; init; }

    public Given<string> HolderEmail { get; init; }
}
