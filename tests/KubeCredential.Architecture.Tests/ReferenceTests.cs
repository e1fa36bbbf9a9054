namespace KubeCredential.Architecture.Tests;

/// <summary>Which project may know of which, read from the project files.</summary>
public sealed class ReferenceTests
{
    private const string Text = "KubeCredential.Text";
    private const string Events = "KubeCredential.Events";
    private const string Papers = "KubeCredential.Papers";
    private const string VerifiableCredentials = "KubeCredential.VerifiableCredentials";
    private const string Hosting = "KubeCredential.Hosting";
    private const string Storage = "KubeCredential.Storage";
    private const string Messaging = "KubeCredential.Messaging";
    private const string Security = "KubeCredential.Security";
    private const string Outbound = "KubeCredential.Outbound";
    private const string Live = "KubeCredential.Live";
    private const string ServiceDefaults = "KubeCredential.ServiceDefaults";
    private const string Administration = "KubeCredential.Administration";
    private const string Publishing = "KubeCredential.Publishing";
    private const string MailCatcher = "KubeCredential.MailCatcher";
    private const string AppHost = "KubeCredential.AppHost";
    private const string Issuance = "Issuance.Api";
    private const string Verification = "Verification.Api";

    private static readonly string[] s_ofServices = [Text, Events, VerifiableCredentials, Papers, Hosting, Storage, Messaging, Security, Live, Outbound, ServiceDefaults, Administration];

    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        [Text] = [],
        [Events] = [Text],
        [VerifiableCredentials] = [Text],
        [Papers] = [Text],
        [Hosting] = [Text],
        [Storage] = [Hosting, Text],
        [Messaging] = [Events, Hosting, Text],
        [Security] = [Storage, Hosting, Text],
        [Outbound] = [Hosting, Text],
        [Live] = [Security, Storage, Hosting, Text],
        [ServiceDefaults] = [Security, Storage, Hosting, Text],
        [Administration] = [ServiceDefaults, Messaging, Security, Storage, Hosting, Text],
        [Publishing] = [],
        [MailCatcher] = [],
        [Issuance] = s_ofServices,
        [Verification] = s_ofServices,
        [AppHost] = [Publishing, Issuance, Verification, MailCatcher],
    };

    private static readonly string[] s_namesThatSayNothing = ["Core", "Common", "Utils"];

    [Fact]
    public void Every_project_refers_only_to_those_it_may_know()
    {
        List<string> wrong = [];
        foreach (var project in ProjectFile.Shipped)
        {
            if (!s_allowed.TryGetValue(project.Name, out var allowed)) wrong.Add($"{project.Name} is new: say in this test what it may refer to.");
            else wrong.AddRange(project.References.Except(allowed).Select(other => $"{project.Name} refers to {other}; it may refer to {(allowed.Length == 0 ? "none of ours" : string.Join(", ", allowed))}."));
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>As resources an AppHost does not compile against its projects: Aspire's SDK makes them so unless IsAspireProjectResource says otherwise.</summary>
    [Fact]
    public void The_AppHost_knows_the_services_as_resources_only()
    {
        var text = File.ReadAllText(ProjectFile.Of(AppHost).Path);
        foreach (var service in (string[])[Issuance, Verification])
        {
            var reference = System.Xml.Linq.XDocument.Parse(text).Descendants("ProjectReference").Single(item => ((string)item.Attribute("Include")!).EndsWith($"{service}.csproj", StringComparison.Ordinal));
            Assert.NotEqual("false", ((string?)reference.Attribute("IsAspireProjectResource"))?.ToLowerInvariant());
        }
    }

    [Fact]
    public void No_project_is_named_for_nothing() =>
        Assert.Empty(ProjectFile.Shipped.Where(static project => project.Name.Split('.').Intersect(s_namesThatSayNothing, StringComparer.OrdinalIgnoreCase).Any()).Select(static project => project.Name));

    [Theory]
    [InlineData(Text)]
    [InlineData(Events)]
    [InlineData(VerifiableCredentials)]
    [InlineData(Papers)]
    [InlineData(Hosting)]
    [InlineData(Storage)]
    [InlineData(Messaging)]
    [InlineData(Outbound)]
    public void Nothing_of_ASP_NET_is_in_a_library_that_serves_no_requests(string name)
    {
        var project = ProjectFile.Of(name);
        Assert.Empty(project.Frameworks);
        Assert.Equal("Microsoft.NET.Sdk", project.Sdk);
        Assert.DoesNotContain(project.Packages, static package => package.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
        // What the compiler has written down: every assembly of which a type is used.
        Assert.DoesNotContain(Assemblies.Of(name).GetReferencedAssemblies(), static other => other.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData(Events)]
    public void What_others_build_on_needs_no_package(string name) => Assert.Empty(ProjectFile.Of(name).Packages);
}
