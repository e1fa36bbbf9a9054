using KubeCredential.Publishing.Tests;

[assembly: AssemblyFixture(typeof(Published))]
