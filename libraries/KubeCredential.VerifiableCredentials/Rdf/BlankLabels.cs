namespace KubeCredential.VerifiableCredentials.Rdf;

/// <summary>Gives blank nodes labels in the order in which it is asked (RDFC-1.0, section 4.5, "Issue Identifier Algorithm").</summary>
internal sealed class BlankLabels(string prefix)
{
    private readonly Dictionary<int, int> _numbers = [];
    private readonly List<int> _order = [];

    /// <summary>The blank nodes with a label, in the order in which they got it.</summary>
    public IReadOnlyList<int> Order => _order;

    public bool Has(int blank) => _numbers.ContainsKey(blank);

    public int NumberOf(int blank)
    {
        if (_numbers.TryGetValue(blank, out var number)) return number;
        _numbers[blank] = number = _order.Count;
        _order.Add(blank);
        return number;
    }

    public string LabelOf(int blank) => $"_:{prefix}{NumberOf(blank)}";

    public BlankLabels Copy()
    {
        var copy = new BlankLabels(prefix);
        foreach (var blank in _order) copy.NumberOf(blank);
        return copy;
    }
}
