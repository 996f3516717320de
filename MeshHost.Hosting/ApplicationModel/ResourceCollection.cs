using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.ApplicationModel;

/// <summary>A list with an index by name, so that models of thousands of resources are built in linear time.</summary>
internal sealed class ResourceCollection : IResourceCollection
{
    private readonly List<IResource> _resources = [];
    private readonly Dictionary<string, IResource> _byName = new(StringComparer.OrdinalIgnoreCase);

    public int Count => _resources.Count;

    public bool IsReadOnly => false;

    public IResource this[int index]
    {
        get => _resources[index];
        set
        {
            _byName.Remove(_resources[index].Name);
            _resources[index] = value;
            _byName[value.Name] = value;
        }
    }

    public bool TryGetByName(string name, [NotNullWhen(true)] out IResource? resource) => _byName.TryGetValue(name, out resource);

    public void Add(IResource item)
    {
        _resources.Add(item);
        _byName.TryAdd(item.Name, item);
    }

    public void Insert(int index, IResource item)
    {
        _resources.Insert(index, item);
        _byName.TryAdd(item.Name, item);
    }

    public bool Remove(IResource item)
    {
        var index = _resources.IndexOf(item);
        if (index < 0)
        {
            return false;
        }

        RemoveAt(index);
        return true;
    }

    public void RemoveAt(int index)
    {
        var name = _resources[index].Name;
        _resources.RemoveAt(index);
        _byName.Remove(name);

        // Somebody may have put two resources of one name straight into the collection; the other one is then found.
        if (_resources.Find(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase)) is { } other)
        {
            _byName[name] = other;
        }
    }

    public void Clear()
    {
        _resources.Clear();
        _byName.Clear();
    }

    public bool Contains(IResource item) => _resources.Contains(item);

    public void CopyTo(IResource[] array, int arrayIndex) => _resources.CopyTo(array, arrayIndex);

    public int IndexOf(IResource item) => _resources.IndexOf(item);

    public IEnumerator<IResource> GetEnumerator() => _resources.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
