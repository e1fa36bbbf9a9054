using KubeCredential.TestServers;

namespace KubeCredential.TestApp;

/// <summary>The built web apps, which the tests serve instead of the much slower development servers.</summary>
internal static class WebAppBundles
{
    /// <exception cref="InvalidOperationException">An app has not been built; the message says how to.</exception>
    public static void Require()
    {
        foreach (var app in (string[])[ResourceNames.IssuanceApp, ResourceNames.VerificationApp])
        {
            var page = Path.Combine(RepositoryLayout.Root, "frontends", app, "dist", "index.html");
            if (!File.Exists(page))
                throw new InvalidOperationException($"The web app {app} has not been built: {page} does not exist. Run ./test.sh with the name of this project, which builds the web apps first.");
        }
    }
}
