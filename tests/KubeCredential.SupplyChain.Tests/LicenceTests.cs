using System.Globalization;
using System.Text;
using KubeCredential.TestServers;

namespace KubeCredential.SupplyChain.Tests;

public sealed class LicenceTests
{
    private const string FileName = "THIRD-PARTY.md";

    [Fact]
    public void Every_package_has_a_licence_that_allows_its_use()
    {
        var packages = Packages.ReadAll();

        Assert.Contains(packages, static one => one is { Source: "NuGet", IsShipped: true });
        Assert.Contains(packages, static one => one is { Source: "npm", IsShipped: true });
        Assert.DoesNotContain(packages, static one => !LicenceRule.Allows(one.Licence, one.IsShipped));
    }

    /// <summary>With <c>UPDATE_LICENCES=1</c> in the environment the file is written first.</summary>
    [Fact]
    public void The_list_of_licences_is_up_to_date()
    {
        var file = Path.Combine(RepositoryLayout.Root, FileName);
        var text = Write(Packages.ReadAll());
        if (Environment.GetEnvironmentVariable("UPDATE_LICENCES") == "1") File.WriteAllText(file, text, new UTF8Encoding(false));

        Assert.True(File.Exists(file) && File.ReadAllText(file) == text, $"{FileName} is not what the packages say: UPDATE_LICENCES=1 ./test.sh SupplyChain writes it anew.");
    }

    [Theory]
    [InlineData("MIT", true, true)]
    [InlineData("MIT OR GPL-3.0-only", true, true)]
    [InlineData("(MIT OR CC0-1.0)", true, true)]
    [InlineData("MIT AND Apache-2.0", true, true)]
    [InlineData("MIT AND GPL-3.0-only", true, false)]
    [InlineData("MPL-2.0", false, true)]
    [InlineData("MPL-2.0", true, false)]
    [InlineData("GPL-3.0-only", false, false)]
    [InlineData("AGPL-3.0-or-later", false, false)]
    [InlineData("mit", true, false)]
    [InlineData("Apache-2.0 WITH LLVM-exception", true, false)]
    [InlineData("SEE LICENSE IN LICENSE", true, false)]
    [InlineData("none stated", true, false)]
    [InlineData("", true, false)]
    public void Only_licences_on_the_list_are_allowed(string licence, bool isShipped, bool allowed) => Assert.Equal(allowed, LicenceRule.Allows(licence, isShipped));

    private static string Write(List<Package> packages)
    {
        var text = new StringBuilder(
            """
            # Packages of others

            Every NuGet and npm package that this repository uses, directly or because another one needs it, with the licence that it states. "Product" is
            what may be part of something that runs, "tools" what only building and testing need. The tools in `.config/dotnet-tools.json`, and those that
            tests get by npm for themselves, are not listed. Made by `UPDATE_LICENCES=1 ./test.sh SupplyChain`; a test fails when it is out of date or when a
            licence is not on the list in `tests/KubeCredential.SupplyChain.Tests/LicenceRule.cs`. The fonts of papers, with their licences, are in
            [libraries/KubeCredential.Papers/Fonts](libraries/KubeCredential.Papers/Fonts/README.md).

            """);
        foreach (var source in packages.GroupBy(static one => one.Source))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {source.Key}\n\n| package | version | licence | for |\n|---|---|---|---|\n");
            foreach (var one in source) text.Append(CultureInfo.InvariantCulture, $"| {one.Name} | {one.Version} | {one.Licence} | {(one.IsShipped ? "product" : "tools")} |\n");
        }

        return text.ToString();
    }
}
