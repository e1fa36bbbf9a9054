namespace KubeCredential.Publishing;

/// <summary>A script that generates the secrets of a deployment where it will run, so that no published file contains one.</summary>
internal static class SecretScript
{
    /// <summary>The name of the script.</summary>
    public const string Name = "generate-secrets.sh";

    /// <summary>The text of the script. It does not overwrite: the databases were set up with the old values.</summary>
    /// <param name="model">The application.</param>
    /// <param name="file">The file that it writes, in its own directory.</param>
    /// <param name="nameOf">The name of a secret in that file.</param>
    public static string Of(DeploymentModel model, string file, Func<string, string> nameOf) => $$"""
        #!/bin/sh
        # Writes {{file}} into the directory of this script, with a random value for each secret, readable by its owner only. A service that
        # only checks a key is given its hash; the key itself is in that file for whoever uses it.
        set -eu
        cd "$(dirname "$0")"
        if [ -e {{file}} ]; then
          echo "{{file}} already exists. Remove it first, unless something was installed with it." >&2
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
