using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;

namespace KubeCredential.VerifiableCredentials.Schemas;

/// <summary>The keyword <c>pattern</c> in time linear in the text: a schema is somebody else's, and a regular expression can be made to take years.</summary>
internal sealed class LinearPattern : IKeywordHandler
{
    public string Name => "pattern";

    public object? ValidateKeywordValue(JsonElement value)
    {
        try
        {
            return new Regex(value.GetString()!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new CredentialException(CredentialError.UnsupportedSchema, "A pattern of the schema is not a regular expression that can be checked in linear time.", inner: error);
        }
    }

    public void BuildSubschemas(KeywordData keyword, BuildContext context)
    {
        // It has none.
    }

    public KeywordEvaluation Evaluate(KeywordData keyword, EvaluationContext context)
    {
        if (context.Instance.ValueKind != JsonValueKind.String) return KeywordEvaluation.Ignore;
        var matches = ((Regex)keyword.Value!).IsMatch(context.Instance.GetString()!);
        return new KeywordEvaluation { Keyword = Name, IsValid = matches, Error = matches ? null : "The text does not match the pattern." };
    }
}
