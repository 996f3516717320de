namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>The labels of a time series, ordered by name; equal when all are.</summary>
internal sealed class Labels : IEquatable<Labels>
{
    private readonly string _key;

    public Labels(IEnumerable<KeyValuePair<string, string>> labels)
    {
        Values = new SortedDictionary<string, string>(labels.Where(label => label.Value.Length > 0).ToDictionary(), StringComparer.Ordinal);
        _key = string.Join('\u0001', Values.Select(label => $"{label.Key}\u0002{label.Value}"));
    }

    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>The value of a label; empty when it has none, which Prometheus takes for the same.</summary>
    public string this[string name] => Values.GetValueOrDefault(name) ?? "";

    public Labels Keep(IReadOnlyCollection<string> names) => new(Values.Where(label => names.Contains(label.Key)));

    public Labels Drop(IReadOnlyCollection<string> names) => new(Values.Where(label => !names.Contains(label.Key)));

    public bool Equals(Labels? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as Labels);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
