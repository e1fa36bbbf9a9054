using KubeCredential.Security.Tests;

[assembly: AssemblyFixture(typeof(Databases))]
