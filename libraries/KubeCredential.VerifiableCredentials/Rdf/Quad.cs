namespace KubeCredential.VerifiableCredentials.Rdf;

/// <summary>An RDF statement, in a named graph or in the default one.</summary>
internal readonly record struct Quad(RdfTerm Subject, string Predicate, RdfTerm Object, RdfTerm? Graph);
