using System.Text.Json.Nodes;
using KubeCredential.Publishing.Kubernetes.Helm;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace KubeCredential.Publishing.Tests;

/// <summary>Trees as YAML, and with the actions of Helm's templates in them.</summary>
public sealed class YamlTests
{
    /// <summary>Each of these is something else than text to some reader of YAML.</summary>
    [Theory]
    [InlineData("yes")]
    [InlineData("No")]
    [InlineData("on")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("12")]
    [InlineData("010")]
    [InlineData("0x1F")]
    [InlineData("1e3")]
    [InlineData(".5")]
    [InlineData("12:30:45")]
    [InlineData("2026-01-31")]
    [InlineData("- item")]
    [InlineData("key: value")]
    [InlineData("text # comment")]
    [InlineData("{a}")]
    [InlineData("*alias")]
    [InlineData("%tag")]
    [InlineData("@at")]
    [InlineData("tab\tand \"quote\" and \\")]
    [InlineData("two\nlines")]
    [InlineData("straße \u0001")]
    public void Text_that_could_be_something_else_is_quoted(string text)
    {
        var node = (YamlScalarNode)Read(Yaml.Write(new JsonObject { ["key"] = text }))["key"];

        Assert.Equal((text, ScalarStyle.DoubleQuoted), (node.Value, node.Style));
    }

    [Fact]
    public void A_tree_is_written_in_block_style_and_lines_as_lines() => Assert.Equal(
        """
        map:
          list:
            - plain
            - key: 1
              other: true
          empty: {}
          none: []
          nothing: null
        script: |
          first
            second

          last
        "8080": "8080"

        """.ReplaceLineEndings("\n"),
        Yaml.Write(new JsonObject
        {
            ["map"] = new JsonObject { ["list"] = new JsonArray("plain", new JsonObject { ["key"] = 1, ["other"] = true }), ["empty"] = new JsonObject(), ["none"] = new JsonArray(), ["nothing"] = null },
            ["script"] = "first\n  second\n\nlast\n",
            ["8080"] = "8080",
        }));

    [Fact]
    public void Long_text_stays_on_one_line()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 100));

        Assert.Equal($"key: \"{text}\"\n", Yaml.Write(new JsonObject { ["key"] = text }));
    }

    [Fact]
    public void Actions_stand_where_their_placeholders_stood()
    {
        var spec = new JsonObject { ["kept"] = 1, ["list"] = new JsonArray(HelmActions.Lines("{{- if .a }}\n- from: {{ .a }}\n{{- end }}"), "last") };
        spec.InsertLines(0, "{{- with .Values.x }}\nreplicas: {{ . }}\n{{- end }}");

        Assert.Equal(
            """
            spec:
              {{- with .Values.x }}
              replicas: {{ . }}
              {{- end }}
              kept: 1
              list:
                {{- if .a }}
                - from: {{ .a }}
                {{- end }}
                - last
            name: {{ .Values.name | quote }}

            """.ReplaceLineEndings("\n"),
            HelmActions.Write(new JsonObject { ["spec"] = spec, ["name"] = HelmActions.Value("{{ .Values.name | quote }}") }));
    }

    /// <summary>A long action has a placeholder longer than YAML allows a key to be.</summary>
    [Fact]
    public void A_long_action_is_a_key_too()
    {
        var action = $"{{{{- /* {new string('x', 2000)} */}}}}";
        var map = new JsonObject { ["a"] = 1 };
        map.InsertLines(0, action);

        Assert.Equal($"{action}\na: 1\n", HelmActions.Write(map));
    }

    [Fact]
    public void Text_that_looks_like_an_action_comes_out_as_it_is_written() => Assert.Equal("a: \"{{ \"{{\" }} .x }}\"\n", HelmActions.Write(new JsonObject { ["a"] = "{{ .x }}" }));

    private static YamlMappingNode Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }
}
