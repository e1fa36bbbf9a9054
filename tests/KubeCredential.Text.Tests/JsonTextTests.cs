using System.Text.Json;

namespace KubeCredential.Text.Tests;

/// <summary>Halves of surrogate pairs, wherever an escape can put one.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("""{"a":["b",{"c":"d"}],"e":1,"f":null}""", true)]
    [InlineData("""{"a":"\ud83d\ude00"}""", true)]
    [InlineData("""{"\ud83d\ude00":1}""", true)]
    [InlineData("""{"a":"\ud83d"}""", false)]
    [InlineData("""{"a":"\ude00\ud83d"}""", false)]
    [InlineData("""{"a":[{"b":"x\udc00y"}]}""", false)]
    [InlineData("""{"a":{"\ud800":1}}""", false)]
    [InlineData("\"\\ud800\"", false)]
    public void A_value_is_Unicode_at_every_level_or_is_not(string json, bool isUnicode) => Assert.Equal(isUnicode, JsonText.IsUnicode(JsonElement.Parse(json)));

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("\"\\ud83d\\ude00\"", "\ud83d\ude00")]
    [InlineData("\"\\ud83d\"", null)]
    public void A_text_is_read_or_is_none(string json, string? expected) => Assert.Equal(expected, JsonText.ValueOf(JsonElement.Parse(json)));
}
