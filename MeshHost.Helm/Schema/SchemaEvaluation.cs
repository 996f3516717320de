namespace MeshHost.Helm.Schema;

/// <summary>
/// What the keywords of one schema object found out about one value: how it breaks the schema, and which of its properties and items were looked at,
/// for <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.
/// </summary>
internal sealed class SchemaEvaluation(string path)
{
    private HashSet<string>? _properties;
    private bool[] _items = [];

    public string Path { get; } = path;

    public List<SchemaViolation> Violations { get; } = [];

    public bool IsValid => Violations.Count == 0;

    public void Fail(string message) => Violations.Add(new SchemaViolation(Path, message));

    public void Fail(string message, IReadOnlyList<SchemaViolation> causes) => Violations.Add(new SchemaViolation(Path, message) { Causes = causes });

    public void MarkProperty(string name) => (_properties ??= new(StringComparer.Ordinal)).Add(name);

    public void MarkItem(int index)
    {
        if (index >= _items.Length)
        {
            var larger = new bool[Math.Max(index + 1, _items.Length * 2)];
            _items.CopyTo(larger, 0);
            _items = larger;
        }

        _items[index] = true;
    }

    public bool HasSeen(string property) => _properties?.Contains(property) == true;

    public bool HasSeen(int item) => item < _items.Length && _items[item];

    /// <summary>Takes over what a schema applied to the same value has seen; only valid ones count.</summary>
    public void Absorb(SchemaEvaluation other)
    {
        if (other._properties is { } properties)
        {
            (_properties ??= new(StringComparer.Ordinal)).UnionWith(properties);
        }

        for (var i = other._items.Length - 1; i >= 0; i--)
        {
            if (other._items[i])
            {
                MarkItem(i);
            }
        }
    }
}
