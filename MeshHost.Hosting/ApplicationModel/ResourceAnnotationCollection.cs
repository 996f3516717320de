using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The annotations of one resource, in the order in which they were added. Safe to read while another thread adds.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>
{
    /// <summary>Initializes an empty collection.</summary>
    public ResourceAnnotationCollection()
        : base(new CopyOnWriteList<IResourceAnnotation>())
    {
    }

    /// <inheritdoc/>
    protected override void InsertItem(int index, IResourceAnnotation item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.InsertItem(index, item);
    }

    /// <inheritdoc/>
    protected override void RemoveItem(int index) => base.RemoveItem(index);

    /// <inheritdoc/>
    protected override void SetItem(int index, IResourceAnnotation item)
    {
        ArgumentNullException.ThrowIfNull(item);
        base.SetItem(index, item);
    }

    /// <inheritdoc/>
    protected override void ClearItems() => base.ClearItems();
}
