namespace KubeCredential.Bench.Speed;

/// <summary>Which build of the services runs.</summary>
/// <param name="Folder">The folder of its repository, absolute or relative to this one's.</param>
/// <param name="Signs">Whether its events are signed.</param>
internal sealed record Build(string Folder, bool Signs)
{
    /// <summary>The one of this commit.</summary>
    public static readonly Build This = new("", Signs: true);

    /// <summary>The project of the issuance service.</summary>
    public string Issuance => Path.Combine(Folder, "Issuance.Api");

    /// <summary>The project of the verification service.</summary>
    public string Verification => Path.Combine(Folder, "Verification.Api");
}
