using System.Collections;
using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A list whose enumerators see the content of the moment in which they began. Handlers read annotations while others add some
/// (a parameter's prompt, a late URL), which a plain list answers with an exception. Read far more often than changed, hence an array.
/// </summary>
internal sealed class CopyOnWriteList<T> : IList<T>
{
    private ImmutableArray<T> _items = [];

    public int Count => _items.Length;

    public bool IsReadOnly => false;

    public T this[int index]
    {
        get => _items[index];
        set => ImmutableInterlocked.Update(ref _items, items => items.SetItem(index, value));
    }

    public void Add(T item) => ImmutableInterlocked.Update(ref _items, items => items.Add(item));

    // Collection<T> inserts at the Count it has read; when another thread has removed an item since, the end is what is meant.
    public void Insert(int index, T item) =>
        ImmutableInterlocked.Update(ref _items, items => items.Insert(Math.Min(index, items.Length), item));

    public void RemoveAt(int index) => ImmutableInterlocked.Update(ref _items, items => items.RemoveAt(index));

    public bool Remove(T item) => ImmutableInterlocked.Update(ref _items, items => items.Remove(item));

    public void Clear() => ImmutableInterlocked.Update(ref _items, items => items.Clear());

    public bool Contains(T item) => _items.Contains(item);

    public int IndexOf(T item) => _items.IndexOf(item);

    public void CopyTo(T[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
