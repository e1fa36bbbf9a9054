using System.Text.Json;

namespace Verification.Api.Credentials.Checks;

/// <summary>The input of a check.</summary>
/// <param name="Known">What this verifier knows of the credential.</param>
/// <param name="Shown">The presented credential, or null if only an ID was given.</param>
/// <param name="Now">The moment of the check.</param>
internal readonly record struct CheckInput(KnownCredential Known, JsonElement? Shown, DateTimeOffset Now);
