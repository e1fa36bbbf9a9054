namespace Issuance.Api.Storage;

/// <summary>Who gave an event up. The texts are stored.</summary>
internal static class DeadBy
{
    public const string Relay = "relay";
    public const string Verifier = "verifier";
}
