using System.Text;
using Verification.Api.Credentials.Checks;

namespace Verification.Api.Tests.Storage;

internal static class KnownCredentialExtensions
{
    /// <summary>The JSON text as it is stored in the database.</summary>
    public static string Text(this KnownCredential known) => Encoding.UTF8.GetString(known.Json!);
}
