namespace KubeCredential.SupplyChain.Tests;

/// <summary>A package that the repository uses, directly or because another one needs it.</summary>
/// <param name="Source">Where it comes from: <c>NuGet</c> or <c>npm</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Licence">Its licence as an SPDX expression, or what the package says in place of one.</param>
/// <param name="IsShipped">Whether it may be part of what runs; otherwise it is for building and testing alone.</param>
internal sealed record Package(string Source, string Name, string Version, string Licence, bool IsShipped);
