using KubeCredential.Access.Tests;

[assembly: AssemblyFixture(typeof(Databases))]
