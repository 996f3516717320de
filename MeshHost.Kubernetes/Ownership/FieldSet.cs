using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes.Ownership;

/// <summary>
/// A set of field paths in the form of <c>fieldsV1</c>: a tree whose edges are <c>f:name</c> for a field, <c>k:{"name":"x"}</c> for a list item by
/// its keys, <c>v:"x"</c> for an item of a set, and <c>i:0</c> for an item by its place.
/// </summary>
internal sealed class FieldSet
{
    private readonly Dictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Gets or sets whether the path that leads here is itself in the set.</summary>
    public bool IsMember { get; set; }

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public static FieldSet FromJson(JsonObject? json)
    {
        FieldSet set = new() { IsMember = json is { Count: 0 } };
        foreach ((string element, JsonNode? child) in json ?? [])
        {
            if (element == ".")
            {
                set.IsMember = true;
            }
            else if (child is JsonObject fields)
            {
                set._children[element] = FromJson(fields);
            }
        }

        return set;
    }

    public JsonObject ToJson()
    {
        JsonObject json = [];
        foreach ((string element, FieldSet child) in _children.OrderBy(child => child.Key, StringComparer.Ordinal))
        {
            JsonObject fields = child.ToJson();
            if (child.IsMember && fields.Count > 0)
            {
                fields.Insert(0, ".", new JsonObject());
            }

            json[element] = fields;
        }

        return json;
    }

    public FieldSet? Find(string element) => _children.GetValueOrDefault(element);

    /// <summary>The subset at a path, made where there is none.</summary>
    public FieldSet Make(IEnumerable<string> path)
    {
        FieldSet set = this;
        foreach (string element in path)
        {
            if (!set._children.TryGetValue(element, out FieldSet? child))
            {
                set._children[element] = child = new FieldSet();
            }

            set = child;
        }

        return set;
    }

    public FieldSet Union(FieldSet other)
    {
        FieldSet result = new() { IsMember = IsMember || other.IsMember };
        foreach ((string element, FieldSet child) in _children)
        {
            result._children[element] = other._children.TryGetValue(element, out FieldSet? match) ? child.Union(match) : child;
        }

        foreach ((string element, FieldSet child) in other._children)
        {
            result._children.TryAdd(element, child);
        }

        return result;
    }

    public FieldSet Except(FieldSet other)
    {
        FieldSet result = new() { IsMember = IsMember && !other.IsMember };
        foreach ((string element, FieldSet child) in _children)
        {
            result.Attach(element, other._children.TryGetValue(element, out FieldSet? match) ? child.Except(match) : child);
        }

        return result;
    }

    /// <summary>The members of this set that lie at or below members of another.</summary>
    public FieldSet Within(FieldSet other)
    {
        if (other.IsMember)
        {
            return this;
        }

        FieldSet result = new();
        foreach ((string element, FieldSet child) in _children)
        {
            if (other._children.TryGetValue(element, out FieldSet? match))
            {
                result.Attach(element, child.Within(match));
            }
        }

        return result;
    }

    /// <summary>The members without those at or below members of another.</summary>
    public FieldSet Without(FieldSet other)
    {
        if (other.IsMember)
        {
            return new FieldSet();
        }

        FieldSet result = new() { IsMember = IsMember };
        foreach ((string element, FieldSet child) in _children)
        {
            result.Attach(element, other._children.TryGetValue(element, out FieldSet? match) ? child.Without(match) : child);
        }

        return result;
    }

    /// <summary>The deepest members, as people write paths: <c>spec.ports[port=80,protocol=TCP].name</c>.</summary>
    public IEnumerable<string> Leaves(string prefix = "")
    {
        if (_children.Count == 0)
        {
            return prefix.Length > 0 ? [prefix] : [];
        }

        return _children.OrderBy(child => child.Key, StringComparer.Ordinal).SelectMany(child => child.Value.Leaves(prefix + FieldElement.Display(child.Key, prefix.Length == 0)));
    }

    public bool SetEquals(FieldSet other) =>
        IsMember == other.IsMember
        && _children.Count == other._children.Count
        && _children.All(child => other._children.TryGetValue(child.Key, out FieldSet? match) && child.Value.SetEquals(match));

    private void Attach(string element, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            _children[element] = child;
        }
    }
}
