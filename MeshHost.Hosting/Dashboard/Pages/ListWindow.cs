namespace MeshHost.Hosting.Dashboard.Pages;

/// <summary>The part of a long list that a page holds. The browser asks for another part when a person scrolls there.</summary>
/// <param name="Total">The number of rows of the list.</param>
/// <param name="First">The first row of the part.</param>
/// <param name="Count">The number of rows of the part.</param>
internal readonly record struct ListWindow(int Total, int First, int Count)
{
    /// <summary>The number of rows that a page holds at most; no screen shows as many.</summary>
    public const int Size = 160;

    /// <summary>The part that a request asks for; without a wish the beginning, or the end for what grows there.</summary>
    public static ListWindow Of(PageRequest request, int total, bool fromEnd = false)
    {
        var first = Math.Clamp(request.Number("from", fromEnd ? total : 0), 0, Math.Max(0, total - Size));
        return new ListWindow(total, first, Math.Min(Size, total - first));
    }

    public IEnumerable<T> Take<T>(IReadOnlyList<T> items)
    {
        for (var i = First; i < First + Count && i < items.Count; i++)
        {
            yield return items[i];
        }
    }
}
