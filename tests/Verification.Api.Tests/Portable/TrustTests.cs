using Verification.Api.TrustedIssuers;

namespace Verification.Api.Tests.Portable;

/// <summary>For what an issuer is trusted.</summary>
public sealed class TrustTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("2026-05-04", null, true)]
    [InlineData("2026-05-05", null, false)]
    [InlineData(null, "2026-05-04", true)]
    [InlineData(null, "2026-05-03", false)]
    [InlineData("2026-05-04", "2026-05-04", true)]
    public void The_day_counts_from_which_a_credential_is_valid(string? from, string? to, bool isTrusted) =>
        Assert.Equal(isTrusted, Trust(from, to).FaultOf(["VerifiableCredential"], s_noon) is null);

    [Theory]
    [InlineData(null, null, "Degree", false, "Type", "University")]
    [InlineData("2000-01-01", null, "Diploma", true, "NoTime", "University")]
    [InlineData("2999-01-01", null, "Diploma", false, "TooEarly", "University 2999-01-01")]
    [InlineData(null, "2000-01-01", "Diploma", false, "TooLate", "University 2000-01-01")]
    public void What_is_wrong_is_said_in_a_way_that_other_languages_can_go_by(string? from, string? to, string type, bool isWithoutTime, string kind, string arguments)
    {
        var fault = (Trust(from, to) with { Name = "University", Types = ["Diploma"] }).FaultOf([type], isWithoutTime ? null : s_noon)!;
        Assert.Equal((kind, arguments), (fault.Kind.ToString(), string.Join(' ', fault.Arguments)));
        Assert.All(fault.Arguments, one => Assert.Contains(one, fault.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void The_day_is_that_of_UTC() => Assert.NotNull(Trust("2026-05-05", null).FaultOf([], new DateTimeOffset(2026, 5, 5, 1, 0, 0, TimeSpan.FromHours(2))));

    [Fact]
    public void A_credential_without_a_day_is_trusted_only_if_the_trust_has_no_limits_in_time()
    {
        Assert.Null(Trust(null, null).FaultOf([], null));
        Assert.NotNull(Trust("2000-01-01", null).FaultOf([], null));
        Assert.NotNull(Trust(null, "2999-01-01").FaultOf([], null));
    }

    [Theory]
    [InlineData(true, "VerifiableCredential", "Degree")]
    [InlineData(false, "VerifiableCredential", "degree")]
    [InlineData(true, "Diploma", "VerifiableCredential", "Degree")]
    [InlineData(false, "VerifiableCredential", "Degree", "Passport")]
    [InlineData(false, "VerifiableCredential")]
    [InlineData(false)]
    public void All_of_the_types_must_be_among_those_that_are_trusted(bool isTrusted, params string[] types) =>
        Assert.Equal(isTrusted, (Trust(null, null) with { Types = ["Degree", "Diploma"] }).FaultOf(types, s_noon) is null);

    [Theory]
    [InlineData("did:web:university.example")]
    [InlineData("did:web:university.example%3A8443:issuers:one")]
    [InlineData("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")]
    public void These_DIDs_can_be_trusted(string did) => Assert.Empty(FaultsOf(new TrustedIssuerRequest(did, "University")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://university.example")]
    [InlineData("did:web:")]
    [InlineData("did:web:University.example")]
    [InlineData("did:web:university.example#key-1")]
    [InlineData("did:web:university.example/path")]
    [InlineData("did:ion:EiClkZMDxPKqC9c-umQfTkR8vvZ9JPhl_xLDI9Nfk38w5w")]
    [InlineData("did:key:abc")]
    public void These_cannot(string? did) => Assert.Equal(["did"], FaultsOf(new TrustedIssuerRequest(did, "University")));

    [Fact]
    public void All_that_is_wrong_is_said_at_once_by_field()
    {
        Assert.Equal(["did", "from", "name", "to", "types"], FaultsOf(new TrustedIssuerRequest("x", " ", ["Degree", "Degree"], "yesterday", "2026-02-30")));
        Assert.Equal(["to"], FaultsOf(new TrustedIssuerRequest("did:web:a.example", "A", null, "2026-05-05", "2026-05-04")));
        Assert.Equal(["types"], FaultsOf(new TrustedIssuerRequest("did:web:a.example", "A", ["VerifiableCredential"])));
        Assert.Equal(["types"], FaultsOf(new TrustedIssuerRequest("did:web:a.example", "A", [.. Enumerable.Range(0, 51).Select(static i => $"T{i}")])));
        Assert.Equal(["did", "name"], FaultsOf(null));
    }

    [Fact]
    public void The_DID_of_an_entry_cannot_be_changed()
    {
        var errors = new Dictionary<string, string[]>();
        TrustedIssuerRules.Read(new TrustedIssuerRequest("did:web:b.example", "B"), "did:web:a.example", errors);
        Assert.Equal(["did"], errors.Keys);
        errors.Clear();
        Assert.Equal("did:web:a.example", TrustedIssuerRules.Read(new TrustedIssuerRequest(null, "B"), "did:web:a.example", errors).Did);
        Assert.Empty(errors);
    }

    private static Trust Trust(string? from, string? to) => new("did:web:a.example", "A", [], from is null ? null : DateOnly.Parse(from), to is null ? null : DateOnly.Parse(to));

    private static string[] FaultsOf(TrustedIssuerRequest? request)
    {
        var errors = new Dictionary<string, string[]>();
        TrustedIssuerRules.Read(request, null, errors);
        return [.. errors.Keys.Order(StringComparer.Ordinal)];
    }
}
