namespace KubeCredential.VerifiableCredentials.JsonLd;

/// <summary>How the values of a term are held (W3C JSON-LD 1.1, section 9.15.1, <c>@container</c>).</summary>
[Flags]
internal enum TermContainers
{
    None = 0,
    Set = 1,
    List = 2,
    Language = 4,
    Index = 8,
    Graph = 16,
    Id = 32,
    Type = 64,
}
