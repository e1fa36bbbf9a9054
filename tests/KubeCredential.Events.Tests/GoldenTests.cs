using System.Runtime.CompilerServices;

namespace KubeCredential.Events.Tests;

/// <summary>
/// The JSON of events as each version wrote it, <c>Golden/TYPE.NUMBER.json</c>, kept for ever: all of a type are read to the same event, and the newest is what
/// is written today. A change of the JSON adds a file; none is ever edited.
/// </summary>
public sealed class GoldenTests
{
    private static readonly Guid s_id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8058");

    private static readonly Dictionary<string, CredentialEvent> s_events = new()
    {
        [EventTypes.CredentialIssued] = new(
            EventTypes.CredentialIssued, Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), TestEvents.Time, 1, 0, 5, "4bf92f3577b34da6a3ce929d0e0e4736", s_id,
            TestEvents.Credential(s_id, metadata: """{"gpa": 3.90}""")),
    };

    public static TheoryData<string> Types => [.. EventTypes.All];

    [Theory]
    [MemberData(nameof(Types))]
    public void What_any_version_has_written_is_read_to_the_same_event(string type)
    {
        foreach (var file in FilesOf(type)) Assert.Equal(s_events[type], CredentialEvent.Parse(File.ReadAllText(file)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_newest_file_is_what_is_written_today(string type) =>
        Assert.Equal(File.ReadAllText(FilesOf(type)[^1]).TrimEnd('\n'), s_events[type].ToJson());

    private static string[] FilesOf(string type, [CallerFilePath] string here = "")
    {
        var files = Directory.GetFiles(Path.Combine(Path.GetDirectoryName(here)!, "Golden"), $"{type}.*.json");
        Assert.NotEmpty(files);
        return [.. files.OrderBy(static file => int.Parse(Path.GetFileNameWithoutExtension(file).Split('.')[1], System.Globalization.CultureInfo.InvariantCulture))];
    }
}
