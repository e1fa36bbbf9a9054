using System.Text.Json;

namespace Verification.Api.Credentials.Checks;

/// <summary>What checks decide from.</summary>
/// <param name="Known">What this verifier knows of the credential.</param>
/// <param name="Shown">The credential that was shown, or null where only an id was given.</param>
/// <param name="Now">The moment of the check.</param>
internal readonly record struct CheckInput(KnownCredential Known, JsonElement? Shown, DateTimeOffset Now);
