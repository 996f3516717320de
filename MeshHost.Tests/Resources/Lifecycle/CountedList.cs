using System.Collections;
using System.Runtime.CompilerServices;

namespace MeshHost.Tests.Resources.Lifecycle;

/// <summary>A list that counts how many of its items are looked at.</summary>
internal sealed class CountedList<T>(IReadOnlyList<T> items, StrongBox<long> looked) : IReadOnlyList<T>
{
    public int Count => items.Count;

    public T this[int index]
    {
        get
        {
            looked.Value++;
            return items[index];
        }
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (var item in items)
        {
            looked.Value++;
            yield return item;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
