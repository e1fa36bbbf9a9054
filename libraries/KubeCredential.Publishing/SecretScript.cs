namespace KubeCredential.Publishing;

/// <summary>A script that makes the secrets of a deployment where it is to run: nothing that is published holds one.</summary>
internal static class SecretScript
{
    /// <summary>Its name.</summary>
    public const string Name = "generate-secrets.sh";

    /// <summary>The text of the script. It refuses to overwrite: the databases know the old values.</summary>
    /// <param name="model">The application.</param>
    /// <param name="file">The file that it writes, beside itself.</param>
    /// <param name="nameOf">How a secret is called there.</param>
    public static string Of(DeploymentModel model, string file, Func<string, string> nameOf) => $$"""
        #!/bin/sh
        # Writes {{file}} beside this file, with a random value for each secret, readable by its owner only. A service that only checks an API
        # key is given its hash; whoever is to use the key finds its secret in that file.
        set -eu
        cd "$(dirname "$0")"
        if [ -e {{file}} ]; then
          echo "{{file}} is there already: remove it first, if nothing was installed with it." >&2
          exit 1
        fi
        umask 077
        random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
        sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c 1-64; }
        {
          for name in {{Names(model.Secrets.Except(model.HashedSecrets), nameOf)}}; do
            printf '%s=%s\n' "$name" "$(random)"
          done
          for name in {{Names(model.HashedSecrets, nameOf)}}; do
            secret=$(random)
            printf '%s=%s\n' "$name" "$secret" "${name}{{nameOf(DeploymentModel.HashOf(""))}}" "$(printf %s "$secret" | sha256)"
          done
        } >{{file}}.new
        mv {{file}}.new {{file}}

        """;

    private static string Names(IEnumerable<string> secrets, Func<string, string> nameOf) => string.Join(' ', secrets.Select(nameOf));
}
