using MeshHost.Hosting.Dashboard.Live;

namespace MeshHost.Hosting.Dashboard.Resources;

/// <summary>Lays resources out as a tree by parent. With a filter, the parents of what it leaves stay: a name alone says too little.</summary>
internal static class ResourceTree
{
    // What was given comes after what is made of it.
    private const string ParameterType = "Parameter";

    public static IReadOnlyList<TreeRow> Rows(MirrorState state, Func<ResourceView, bool> filter, IReadOnlySet<string> closed)
    {
        ResourceView[] shown = [.. state.Shown];
        var names = shown.Select(r => r.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var children = shown
            .Where(r => r.Row.ParentName is { } parent && names.Contains(parent) && parent != r.Name)
            .ToLookup(r => r.Row.ParentName!, StringComparer.OrdinalIgnoreCase);
        List<TreeRow> rows = [];
        var roots = shown.Where(r => r.Row.ParentName is not { } parent || !names.Contains(parent));
        foreach (var root in roots.OrderBy(r => r.Row.ResourceType == ParameterType))
        {
            Add(root, depth: 0, hidden: false);
        }

        return rows;

        // Returns whether anything of the branch was kept.
        bool Add(ResourceView view, int depth, bool hidden)
        {
            var position = rows.Count;
            var below = children[view.Name].ToArray();
            var isClosed = closed.Contains(view.Name);
            rows.Add(new TreeRow(view, depth, below.Length > 0, isClosed));
            var kept = filter(view);
            foreach (var child in below)
            {
                kept |= Add(child, depth + 1, hidden || isClosed);
            }

            if (!kept || hidden)
            {
                rows.RemoveRange(position, rows.Count - position);
            }

            return kept;
        }
    }
}
