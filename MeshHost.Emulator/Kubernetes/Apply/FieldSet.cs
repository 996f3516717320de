using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Apply;

/// <summary>
/// A set of field paths, as managedFields holds them. A tree whose edges are path elements in their serialised form:
/// <c>f:name</c> for a field, <c>k:{"name":"x"}</c> for a list item by its keys, <c>v:"x"</c> for an item of a set.
/// </summary>
internal sealed class FieldSet
{
    private readonly SortedDictionary<string, FieldSet> _children = new(StringComparer.Ordinal);

    /// <summary>Whether the path that leads here belongs to the set.</summary>
    public bool IsMember { get; set; }

    public IReadOnlyDictionary<string, FieldSet> Children => _children;

    public bool IsEmpty => !IsMember && _children.Count == 0;

    public static FieldSet FromJson(JsonObject json)
    {
        var set = new FieldSet();
        foreach (var (element, child) in json)
        {
            if (element == ".")
            {
                set.IsMember = true;
            }
            else if (child is JsonObject childJson)
            {
                var parsed = FromJson(childJson);
                parsed.IsMember |= childJson.Count == 0;
                set._children[element] = parsed;
            }
        }

        return set;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (element, child) in _children)
        {
            var childJson = child.ToJson();
            if (child.IsMember && childJson.Count > 0)
            {
                childJson.Insert(0, ".", new JsonObject());
            }

            json[element] = childJson;
        }

        return json;
    }

    /// <summary>The child at an element, made when there is none.</summary>
    public FieldSet At(string element)
    {
        if (!_children.TryGetValue(element, out var child))
        {
            child = new FieldSet();
            _children[element] = child;
        }

        return child;
    }

    /// <summary>Adds a subtree unless it is empty.</summary>
    public void Attach(string element, FieldSet child)
    {
        if (!child.IsEmpty)
        {
            _children[element] = child;
        }
    }

    public FieldSet Union(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember || other.IsMember };
        foreach (var (element, child) in _children)
        {
            result._children[element] = other._children.TryGetValue(element, out var match) ? child.Union(match) : child;
        }

        foreach (var (element, child) in other._children)
        {
            result._children.TryAdd(element, child);
        }

        return result;
    }

    public FieldSet Intersect(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && other.IsMember };
        foreach (var (element, child) in _children)
        {
            if (other._children.TryGetValue(element, out var match))
            {
                result.Attach(element, child.Intersect(match));
            }
        }

        return result;
    }

    public FieldSet Except(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && !other.IsMember };
        foreach (var (element, child) in _children)
        {
            result.Attach(element, other._children.TryGetValue(element, out var match) ? child.Except(match) : child);
        }

        return result;
    }

    /// <summary>
    /// The set with the named fields on the way to its members: someone who owns <c>spec.replicas</c> keeps <c>spec</c> alive.
    /// Keys of maps and items of lists are not named fields.
    /// </summary>
    public FieldSet WithNamedParents(Schema? schema)
    {
        var result = new FieldSet { IsMember = IsMember };
        foreach (var (element, child) in _children)
        {
            var childSchema = FieldPath.Child(schema, element);
            var grown = child.WithNamedParents(childSchema);
            if (child._children.Count > 0 && FieldPath.IsNamedField(schema, element))
            {
                grown.IsMember = true;
            }

            result._children[element] = grown;
        }

        return result;
    }

    /// <summary>The members as paths in the form of messages: <c>.spec.containers[name="x"].image</c>.</summary>
    public IEnumerable<string> Paths(string prefix = "")
    {
        if (IsMember && prefix.Length > 0)
        {
            yield return prefix;
        }

        foreach (var (element, child) in _children)
        {
            foreach (var path in child.Paths(prefix + FieldPath.Display(element)))
            {
                yield return path;
            }
        }
    }

    public bool SetEquals(FieldSet other) =>
        IsMember == other.IsMember
        && _children.Count == other._children.Count
        && _children.All(child => other._children.TryGetValue(child.Key, out var match) && child.Value.SetEquals(match));
}
