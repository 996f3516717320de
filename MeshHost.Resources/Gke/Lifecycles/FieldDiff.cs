using System.Globalization;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Gke;

/// <summary>Collects the fields that differ. What is not declared is not compared, so that the server's defaults are no drift.</summary>
internal sealed class FieldDiff
{
    private readonly List<FieldChange> _changes = [];

    public IReadOnlyList<FieldChange> Changes => _changes;

    /// <summary>Compares a text, as is.</summary>
    /// <returns>True if the field differs.</returns>
    public bool Text(string path, string? current, string? desired, bool immutable = false)
    {
        if (string.Equals(current, desired, StringComparison.Ordinal))
        {
            return false;
        }

        _changes.Add(new FieldChange(path, current, desired, immutable));
        return true;
    }

    /// <summary>Compares a switch. What the server leaves out is off.</summary>
    /// <returns>True if the field differs.</returns>
    public bool Switch(string path, bool? current, bool desired, bool immutable = false) =>
        Text(path, current is true ? "true" : "false", desired ? "true" : "false", immutable);

    /// <summary>Compares a number.</summary>
    /// <returns>True if the field differs.</returns>
    public bool Number(string path, long? current, long desired, bool immutable = false) =>
        Text(path, current?.ToString(CultureInfo.InvariantCulture), desired.ToString(CultureInfo.InvariantCulture), immutable);

    /// <summary>Compares the last segment of links: the server answers with full, partial and short forms.</summary>
    /// <returns>True if the field differs.</returns>
    public bool Link(string path, string? current, string desired, bool immutable = false) =>
        !string.Equals(LastSegment(current), LastSegment(desired), StringComparison.Ordinal) && Text(path, current, desired, immutable);

    /// <summary>Compares lists whose order means nothing.</summary>
    /// <returns>True if the field differs.</returns>
    public bool Set(string path, IEnumerable<string>? current, IEnumerable<string> desired, bool immutable = false)
    {
        var (left, right) = (Sorted(current ?? []), Sorted(desired));
        return !left.SequenceEqual(right, StringComparer.Ordinal) && Text(path, Show(left), Show(right), immutable);
    }

    /// <summary>Compares the entries of a map that are declared; others are somebody else's business.</summary>
    /// <returns>True if the field differs.</returns>
    public bool Subset(string path, IReadOnlyDictionary<string, string>? current, IEnumerable<KeyValuePair<string, string>> desired, bool immutable = false)
    {
        var differs = false;
        foreach (var (key, value) in desired)
        {
            differs |= Text($"{path}.{key}", current?.GetValueOrDefault(key), value, immutable);
        }

        return differs;
    }

    private static string? LastSegment(string? link) => link?[(link.LastIndexOf('/') + 1)..];

    private static string[] Sorted(IEnumerable<string> items) => [.. items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Show(string[] items) => items.Length == 0 ? null : string.Join(", ", items);
}
