using System.Runtime.CompilerServices;

namespace KubeCredential.Events.Tests;

/// <summary>
/// The JSON of events as each version wrote it, <c>Golden/TYPE.NUMBER.json</c>, kept for ever, and <c>TYPE.NUMBER.erased.json</c> where the content was erased later:
/// each is read to the event that it was written for, and the newest of each type is what is written today. A change of the JSON adds a file; none is ever edited.
/// </summary>
public sealed class GoldenTests
{
    private const string Salt = "000102030405060708090a0b0c0d0e0f";
    private const string Hash = "661de3612a4c2ff50d0ffaccd150dfcc17551559660c7eb9c98f61c9b5fbc262";

    private static readonly Guid s_id = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8058");

    private static readonly CredentialEvent s_first = new(
        EventTypes.CredentialIssued, Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057"), TestEvents.Time, 1, 0, 5, "4bf92f3577b34da6a3ce929d0e0e4736", s_id,
        TestEvents.Credential(s_id, metadata: """{"gpa": 3.90}"""));

    private static readonly CredentialEvent s_issued = s_first with
    {
        Credential = TestEvents.Credential(s_id, expiry: "2030-12-31", metadata: """{"gpa": 3.90}""", validFrom: "2026-02-01"),
        Status = new CredentialStatus(CredentialState.Active, TestEvents.Time, Supersedes: Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8050")),
        ContentHash = Hash,
        ContentSalt = Salt,
    };

    private static readonly Dictionary<string, CredentialEvent> s_events = new()
    {
        ["CREDENTIAL_ISSUED.1"] = s_first,
        ["CREDENTIAL_ISSUED.2"] = s_first,
        ["CREDENTIAL_ISSUED.3"] = s_issued,
        ["CREDENTIAL_ISSUED.3.erased"] = s_issued.WithoutContent(),
        ["CREDENTIAL_SUSPENDED.1"] = Later(EventTypes.CredentialSuspended, 2, new(CredentialState.Suspended, TestEvents.Time, StatusReason.NonPayment)),
        ["CREDENTIAL_REINSTATED.1"] = Later(EventTypes.CredentialReinstated, 3, CredentialStatus.ActiveSince(TestEvents.Time)),
        ["CREDENTIAL_SUPERSEDED.1"] = Later(
            EventTypes.CredentialSuperseded, 4,
            new(CredentialState.Superseded, new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), StatusReason.Error, SupersededBy: Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8059"))),
        ["CREDENTIAL_REVOKED.1"] = Later(EventTypes.CredentialRevoked, 5, new(CredentialState.Revoked, TestEvents.Time, StatusReason.Fraud)),
        ["CREDENTIAL_ERASED.1"] = Later(EventTypes.CredentialErased, 6, new(CredentialState.Erased, TestEvents.Time, StatusReason.Withdrawn)).WithoutContent(),
    };

    public static TheoryData<string> Files => [.. s_events.Keys];

    public static TheoryData<string> Types => [.. EventTypes.All];

    [Theory]
    [MemberData(nameof(Files))]
    public void What_any_version_has_written_is_read_to_the_event_that_it_was(string file) => Assert.Equal(s_events[file], CredentialEvent.Parse(Read(file)));

    [Theory]
    [MemberData(nameof(Types))]
    public void The_newest_file_is_what_is_written_today(string type)
    {
        var files = s_events.Keys.Where(file => file.StartsWith($"{type}.", StringComparison.Ordinal)).ToList();
        var newest = files.Max(static file => int.Parse(file.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture));

        Assert.All(files.Where(file => file.StartsWith($"{type}.{newest}", StringComparison.Ordinal)), static file => Assert.Equal(Read(file), s_events[file].ToJson()));
    }

    [Fact]
    public void Every_file_is_tested() =>
        Assert.Equal(s_events.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(Folder(), "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Fact]
    public void The_hash_in_the_files_is_that_of_the_content_in_them() => Assert.Equal(Hash, ContentHash.Of(Salt, s_issued.Credential!));

    private static CredentialEvent Later(string type, int version, CredentialStatus status) => s_issued with
    {
        EventType = type,
        EventId = Guid.Parse($"01890a5d-ac96-774b-bcce-b302099a80{56 + version}"),
        Version = version,
        Status = status,
    };

    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder(), $"{file}.json")).TrimEnd('\n');

    private static string Folder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
