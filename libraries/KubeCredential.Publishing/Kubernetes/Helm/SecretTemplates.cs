namespace KubeCredential.Publishing.Kubernetes.Helm;

/// <summary>The templates of the Secret.</summary>
internal sealed class SecretTemplates(DeploymentModel model, HelmNames names)
{
    /// <summary>
    /// Named templates for the values of the Secret. They are worked out once for each rendering, so that the Secret and its checksums agree.
    /// No value is generated without a cluster: nobody could find out what it was the last time.
    /// </summary>
    public string Definitions() => $$$"""
        {{- /* Puts the values into .Values.secrets.all. */}}
        {{- define "{{{names.Secrets}}}" }}
        {{- if not (hasKey .Values.secrets "all") }}
        {{- $all := dict }}
        {{- $old := (lookup "v1" "Secret" .Release.Namespace ({{{names.SecretName}}})).data | default dict }}
        {{- if .Values.secrets.existingSecret }}
        {{- range $name, $value := $old }}
        {{- $_ := set $all $name ($value | b64dec) }}
        {{- end }}
        {{- else }}
        {{- $missing := list }}
        {{- range $name := list {{{HelmNames.Quoted(model.Secrets)}}} }}
        {{- with index $.Values.secrets.values $name | default (index $old $name | default "" | b64dec) }}
        {{- $_ := set $all $name . }}
        {{- else }}
        {{- $missing = append $missing $name }}
        {{- end }}
        {{- end }}
        {{- if $missing }}
        {{- /* Every namespace has the account. Whoever creates the namespace along with the release can read others. */}}
        {{- if not (lookup "v1" "ServiceAccount" .Release.Namespace "default" | default (lookup "v1" "Namespace" "" "kube-system")) }}
        {{- fail (printf "secrets.values has no %s, and there is no cluster to look the present values up in (helm template, Argo CD). Values generated at each rendering would lock the services out of their databases. Name a Secret of your own in secrets.existingSecret, or give the values" (join ", " $missing)) }}
        {{- end }}
        {{- range $name := $missing }}
        {{- $_ := set $all $name (randAlphaNum 32) }}
        {{- end }}
        {{- end }}
        {{- range $name := list {{{HelmNames.Quoted(model.HashedSecrets)}}} }}
        {{- $_ := set $all (printf "{{{DeploymentModel.HashOf("%s")}}}" $name) (index $all $name | sha256sum) }}
        {{- end }}
        {{- range $name := list {{{HelmNames.Quoted(HelmNames.ConnectionStrings(model).Concat(HelmNames.OptionalSecrets(model)))}}} }}
        {{- with index $.Values.secrets.values $name }}
        {{- $_ := set $all $name . }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- $_ := set .Values.secrets "all" $all }}
        {{- end }}
        {{- end }}

        {{- /* The values of some keys, and what stands for values that cannot be looked up. */}}
        {{- define "{{{names.SecretsOf}}}" }}
        {{- include "{{{names.Secrets}}}" .root }}
        {{- $secrets := .root.Values.secrets }}
        {{- $mine := dict }}
        {{- range .keys }}
        {{- $_ := set $mine . (index $secrets.all . | default "") }}
        {{- end }}
        {{- toJson (list $secrets.existingSecret $secrets.revision $mine) }}
        {{- end }}

        """;

    /// <summary>The Secret, unless the user has one.</summary>
    public string Secret() => $$$"""
        {{- include "{{{names.Secrets}}}" . }}
        {{- if not .Values.secrets.existingSecret }}
        apiVersion: v1
        kind: Secret
        metadata:
          name: {{{model.SecretName}}}
          # The data outlives the release, and is protected by these values.
          annotations:
            helm.sh/resource-policy: keep
        data:
        {{- range $name, $value := .Values.secrets.all }}
          {{ $name }}: {{ $value | b64enc | quote }}
        {{- end }}
        {{- end }}

        """;
}
