using Issuance.Api.Issuers;
using Microsoft.Extensions.Options;

namespace Issuance.Api.Tests.Issuers;

/// <summary>Issuers' names in addresses and in DIDs.</summary>
public sealed class IssuerNamesTests
{
    [Theory]
    [InlineData("University of London", "university-of-london")]
    [InlineData("  École d'ingénieurs  (Genève) ", "ecole-dingenieurs-geneve")]
    [InlineData("St. Gallen — Straße 9", "st-gallen-strasse-9")]
    [InlineData("University of A very long name that goes on and on and on for ever", "university-of-a-very-long-name-that-goes-on-and-on")]
    public void A_slug_is_what_is_left_of_the_name(string name, string slug)
    {
        Assert.Equal(slug, IssuerSlug.Of(name, 0));
        Assert.Matches($"^{slug}-[0-9a-f]{{10}}$", IssuerSlug.Of(name, 1));
    }

    [Theory]
    [InlineData("جامعة القاهرة")]
    [InlineData("東京大学")]
    [InlineData("—")]
    public void A_name_without_any_Latin_letter_has_one_of_its_hash(string name)
    {
        Assert.Matches("^issuer-[0-9a-f]{10}$", IssuerSlug.Of(name, 0));
        Assert.NotEqual(IssuerSlug.Of(name, 0), IssuerSlug.Of($"{name}2"[1..], 0));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a-1", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a--b", false)]
    [InlineData("A", false)]
    [InlineData("a.b", false)]
    [InlineData("../a", false)]
    [InlineData("ä", false)]
    public void A_slug_is_checked(string text, bool isValid) => Assert.Equal(isValid, IssuerSlug.IsValid(text));

    [Fact]
    public void A_slug_has_64_characters_at_most() => Assert.Equal((true, false), (IssuerSlug.IsValid(new string('a', 64)), IssuerSlug.IsValid(new string('a', 65))));

    [Theory]
    [InlineData("https://credentials.example.org", "did:web:credentials.example.org:issuers:x")]
    [InlineData("https://credentials.example.org/", "did:web:credentials.example.org:issuers:x")]
    [InlineData("https://h.example:3000/t/u/", "did:web:h.example%3A3000:t:u:issuers:x")]
    [InlineData("https://münchen.example", "did:web:xn--mnchen-3ya.example:issuers:x")]
    [InlineData("http://localhost:3002", "did:web:localhost%3A3002:issuers:x")]
    [InlineData(null, null)]
    public void A_DID_is_made_of_the_public_address(string? address, string? did)
    {
        var settings = new IssuerOptions { PublicAddress = address is null ? null : new Uri(address) };
        Assert.True(IssuerDids.IsPublicAddress(settings.PublicAddress));
        Assert.Equal(did, new IssuerDids(Options.Create(settings)).Of("x"));
    }

    [Theory]
    [InlineData("http://credentials.example.org")]
    [InlineData("https://192.0.2.1")]
    [InlineData("https://[2001:db8::1]")]
    [InlineData("https://user@example.org")]
    [InlineData("https://example.org?a=b")]
    [InlineData("https://example.org#a")]
    [InlineData("ftp://example.org")]
    [InlineData("/issuers")]
    public void An_address_of_which_no_DID_can_be_made_is_refused(string address) => Assert.False(IssuerDids.IsPublicAddress(new Uri(address, UriKind.RelativeOrAbsolute)));
}
