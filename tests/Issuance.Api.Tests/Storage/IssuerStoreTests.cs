using Issuance.Api.Issuers;
using Issuance.Api.SigningKeys;
using KubeCredential.Security;
using KubeCredential.ServiceDefaults.Web;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Tests.Storage;

public abstract class IssuerStoreTests(TestDatabases databases, DatabaseKind kind) : StorageTests(databases, kind)
{
    private SigningKeyStore Keys => new(Database.Dialect, new KeyEncryption("the master key of these tests, long enough"u8.ToArray()));

    private IssuerStore Issuers => new(Database.Dialect, Keys);

    public sealed class OnSqlite(TestDatabases databases) : IssuerStoreTests(databases, DatabaseKind.Sqlite);

    public sealed class OnPostgres(TestDatabases databases) : IssuerStoreTests(databases, DatabaseKind.Postgres);

    [Fact]
    public async Task An_issuer_that_is_registered_many_times_at_once_is_registered_once_with_its_keys()
    {
        var name = $"University {Guid.NewGuid():N}";
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Issuers.RegisterAsync(name, null, null, null, "key:test", Token), Token)));

        Assert.Equal(1, outcomes.Count(static one => one.Outcome == IssuerStore.Registration.Done));
        var issuer = Assert.Single(outcomes.Select(static one => one.Issuer).Distinct());
        Assert.Equal(issuer, Assert.Single(await Issuers.ListAsync(name, null, null, 10, Token)));
        var keys = await Keys.ListAsync(KeyOwner.Issuer(issuer!.Slug), Token);
        Assert.Equal(["Ed25519 active", "Ed25519 upcoming", "P-256 active", "P-256 upcoming"], keys.Select(static key => $"{key.Algorithm} {key.State}").Order(StringComparer.Ordinal));
        Assert.Equal(1, await Database.CountAsync($"audit_entries WHERE action = '{AuditAction.IssuerRegistered}' AND detail LIKE '{name}%'"));
    }

    [Fact]
    public async Task Names_that_look_alike_in_addresses_have_different_slugs()
    {
        var number = Guid.NewGuid().ToString("N");
        var (_, first) = await Issuers.RegisterAsync($"École {number}", null, null, null, "key:test", Token);
        var (_, second) = await Issuers.RegisterAsync($"Ecole {number}", null, null, null, "key:test", Token);
        Assert.Equal($"ecole-{number}", first!.Slug);
        Assert.StartsWith($"{first.Slug}-", second!.Slug, StringComparison.Ordinal);

        Assert.Equal((IssuerStore.Registration.SlugTaken, null), await Issuers.RegisterAsync($"Another {number}", first.Slug, null, null, "key:test", Token));
        Assert.Equal((IssuerStore.Registration.NameTaken, first), await Issuers.RegisterAsync(first.Name, "another", null, null, "key:test", Token));
    }

    [Fact]
    public async Task Of_two_changes_at_once_the_second_is_told()
    {
        var (_, issuer) = await Issuers.RegisterAsync($"University {Guid.NewGuid():N}", null, null, null, "key:test", Token);
        var changed = await Issuers.UpdateAsync(issuer!, "https://uni.example/", "registrar@uni.example", "key:test", Token);
        Assert.Equal(("https://uni.example/", "registrar@uni.example", 2), (changed!.Website, changed.Contact, changed.Revision));
        Assert.Null(await Issuers.UpdateAsync(issuer!, null, null, "key:test", Token));
        Assert.Equal(changed, await Issuers.FindAsync(issuer!.Slug, Token));

        var logo = SafePicture.Of([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00])!;
        var shown = await Issuers.SetLogoAsync(changed, logo, "key:test", Token);
        Assert.Equal(("image/png", 3), (shown!.LogoType, shown.Revision));
        Assert.Equal(logo.Bytes, (await Issuers.FindLogoAsync(issuer.Slug, Token))!.Value.Logo.Bytes);
        Assert.Null((await Issuers.SetLogoAsync(shown, null, "key:test", Token))!.LogoType);
        Assert.Null(await Issuers.FindLogoAsync(issuer.Slug, Token));
    }

    [Fact]
    public async Task Issuers_keys_are_rotated_and_compromised_on_their_own()
    {
        await Keys.EnsureAsync(Token);
        var service = (await Keys.ListAsync(KeyOwner.Service, Token)).ConvertAll(static key => (key.KeyId, key.State));
        var (_, one) = await Issuers.RegisterAsync($"University {Guid.NewGuid():N}", null, null, null, "key:test", Token);
        var (_, other) = await Issuers.RegisterAsync($"University {Guid.NewGuid():N}", null, null, null, "key:test", Token);
        var others = await Keys.ListAsync(KeyOwner.Issuer(other!.Slug), Token);

        await Keys.RotateAsync(KeyOwner.Issuer(one!.Slug), "key:test", Token);
        var keys = await Keys.ListAsync(KeyOwner.Issuer(one.Slug), Token);
        Assert.Equal(["active 2", "retired 2", "upcoming 2"], keys.CountBy(static key => key.State).Select(static state => $"{state.Key} {state.Value}").Order());
        var p256 = keys.Single(static key => key is { State: "active", Algorithm: "P-256" });
        Assert.Equal(SigningKeyStore.Compromise.Unknown, await Keys.CompromiseAsync(KeyOwner.Issuer(other.Slug), p256.KeyId, "a test", "key:test", Token));
        Assert.Equal(SigningKeyStore.Compromise.Done, await Keys.CompromiseAsync(KeyOwner.Issuer(one.Slug), p256.KeyId, "a test", "key:test", Token));
        Assert.Equal(["P-256"], (await Keys.ListAsync(KeyOwner.Issuer(one.Slug), Token)).Where(static key => key.State == "compromised").Select(static key => key.Algorithm));

        Assert.Equal(others.ConvertAll(static key => (key.KeyId, key.State)), (await Keys.ListAsync(KeyOwner.Issuer(other.Slug), Token)).ConvertAll(static key => (key.KeyId, key.State)));
        Assert.Equal(service, (await Keys.ListAsync(KeyOwner.Service, Token)).ConvertAll(static key => (key.KeyId, key.State)));
        Assert.DoesNotContain(p256.KeyId, (await Keys.PrivateKeysAsync(KeyOwner.Service, Token)).Select(static key => key.KeyId));
    }

    [Fact]
    public async Task A_list_is_paged_and_found_by_the_beginning_of_names()
    {
        var number = Guid.NewGuid().ToString("N");
        foreach (var name in (string[])["Zürich", "Århus", "zug"]) await Issuers.RegisterAsync($"{number} {name}", $"{number}-{name.Length}{(name[0] == 'z' ? "b" : "a")}", null, null, "key:test", Token);

        var first = await Issuers.ListAsync(null, $"{number} ", null, 2, Token);
        var rest = await Issuers.ListAsync(null, $"{number} ", first[^1].Slug, 2, Token);
        Assert.Equal((2, 1), (first.Count, rest.Count));
        Assert.Equal(["zug", "Zürich"], (await Issuers.ListAsync(null, $"{number} z", null, 10, Token)).Select(static one => one.Name.Split(' ')[1]));
        Assert.Empty(await Issuers.ListAsync(null, $"{number} y", null, 10, Token));
    }
}
