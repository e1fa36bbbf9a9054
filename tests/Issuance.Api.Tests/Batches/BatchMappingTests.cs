using Issuance.Api.Batches;

namespace Issuance.Api.Tests.Batches;

/// <summary>What columns mean is guessed by their headings, and can be said.</summary>
public sealed class BatchMappingTests
{
    private static readonly Dictionary<string, string> s_nothing = [];
    private static readonly HashSet<string> s_nobody = [];

    [Theory]
    [InlineData("Name", "holderName")]
    [InlineData("STUDENT", "holderName")]
    [InlineData("holderName", "holderName")]
    [InlineData("Matrikelnummer", "holderId")]
    [InlineData("Matrikel-Nr.", "holderId")]
    [InlineData("E-Mail", "holderEmail")]
    [InlineData("E-Mail-Adresse", "holderEmail")]
    [InlineData("Gültig bis", "expiryDate")]
    [InlineData("gultig_bis", "expiryDate")]
    [InlineData("Expiry", "expiryDate")]
    [InlineData("Valid from", "validFrom")]
    [InlineData("Abschluss", "credentialType")]
    [InlineData("metadata.course", "metadata.course")]
    [InlineData("Kurs", "metadata.Kurs")]
    [InlineData("Note", "metadata.Note")]
    [InlineData("kubecredential:faults", null)]
    public void Headings_are_understood(string heading, string? field) => Assert.Equal([(field, field is null ? null : ColumnSource.Guessed)], BatchMapping.Guess(BatchAction.Issue, [heading], s_nothing, s_nobody, []));

    [Fact]
    public void The_certain_ones_come_first_and_no_field_is_given_twice() => Assert.Equal(
        ["metadata.Name", "holderName", "metadata.Student"], BatchMapping.Guess(BatchAction.Issue, ["Name", "holderName", "Student"], s_nothing, s_nobody, []).Select(static one => one.Field));

    [Fact]
    public void What_was_said_before_and_the_labels_of_the_type_go_before_guesses() => Assert.Equal(
        [("metadata.gpa", ColumnSource.Guessed), (null, ColumnSource.Given), ("metadata.thesis", ColumnSource.Remembered)],
        BatchMapping.Guess(
            BatchAction.Issue, ["Durchschnitts-Note", "Name", "Arbeit"], new Dictionary<string, string> { ["name"] = "", ["arbeit"] = "metadata.thesis" }, new HashSet<string> { "name" },
            [new("gpa", BatchValueKind.Number, true, ["Grade", "Durchschnittsnote"])]));

    [Fact]
    public void Changes_have_fields_of_their_own() => Assert.Equal(
        ["credentialId", "reason", "note", null], BatchMapping.Guess(BatchAction.Revoke, ["ID", "Grund", "Bemerkung", "Kurs"], s_nothing, s_nobody, []).Select(static one => one.Field));

    [Fact]
    public void Mistakes_in_what_is_said_are_named()
    {
        var errors = new Dictionary<string, string[]>();
        BatchColumnDocument[] columns = [new("a", "holderName", []), new("b", null, [])];

        BatchMapping.Apply(BatchAction.Issue, columns, new BatchMappingRequest([new("c", "holderId"), new("b", "holder")], [new("holderName", " "), new("nothing", "x")]), [], errors);

        Assert.Equal(["columns[0].column", "columns[1].field", "defaults[0].value", "defaults[1].field"], errors.Keys.Order(StringComparer.Ordinal));
        errors.Clear();
        BatchMapping.Apply(BatchAction.Issue, columns, new BatchMappingRequest([new("b", "holderName")]), [], errors);
        Assert.Equal(["columns"], errors.Keys);
    }
}
