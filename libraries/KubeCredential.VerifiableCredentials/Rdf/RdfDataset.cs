using KubeCredential.VerifiableCredentials.Json;

namespace KubeCredential.VerifiableCredentials.Rdf;

/// <summary>A set of statements.</summary>
/// <param name="maxStatements">How many there may be.</param>
internal sealed class RdfDataset(int maxStatements)
{
    private readonly HashSet<Quad> _known = [];
    private readonly List<Quad> _quads = [];

    public IReadOnlyList<Quad> Quads => _quads;

    public int Blanks { get; private set; }

    public RdfTerm NewBlank() => RdfTerm.BlankNode(Blanks++);

    /// <param name="subject">An IRI or a blank node.</param>
    /// <param name="predicate">An IRI, between <c>&lt;</c> and <c>&gt;</c>.</param>
    /// <param name="value">Any term.</param>
    /// <param name="graph">The name of the graph; null: the default one.</param>
    public void Add(RdfTerm subject, string predicate, RdfTerm value, RdfTerm? graph)
    {
        var quad = new Quad(subject, predicate, value, graph);
        if (!_known.Add(quad)) return;
        if (_quads.Count == maxStatements) throw new CredentialException(CredentialError.TooManyStatements, $"The document has more than {maxStatements:N0} RDF statements.");
        _quads.Add(quad);
    }

    /// <summary>Writes a statement as a line of canonical N-Quads.</summary>
    /// <param name="quad">The statement.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="writeBlank">Writes the label of a blank node.</param>
    /// <param name="state">What that needs.</param>
    public static void Write<T>(in Quad quad, PooledBuffer buffer, Action<int, T, PooledBuffer> writeBlank, T state)
    {
        Term(quad.Subject);
        buffer.Add((byte)' ');
        buffer.Add(quad.Predicate);
        buffer.Add((byte)' ');
        Term(quad.Object);
        if (quad.Graph is { } graph)
        {
            buffer.Add((byte)' ');
            Term(graph);
        }

        buffer.Add(" .\n"u8);

        void Term(RdfTerm term)
        {
            if (term.Text is { } text) buffer.Add(text);
            else writeBlank(term.Blank, state, buffer);
        }
    }
}
