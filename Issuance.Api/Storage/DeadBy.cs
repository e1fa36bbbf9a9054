namespace Issuance.Api.Storage;

/// <summary>Who gave up an event. The values are stored in the database.</summary>
internal static class DeadBy
{
    public const string Relay = "relay";
    public const string Verifier = "verifier";
}
