using MeshHost.Helm.Charts;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Rendering;

/// <summary>The <c>.Chart</c> object of templates. As in Helm 4 it is a map, so a field that does not exist is empty instead of an error.</summary>
internal static class ChartFields
{
    public static Dictionary<string, object?> Of(ChartInstance chart)
    {
        var metadata = chart.Chart.Metadata;
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["Name"] = chart.Name,
            ["Home"] = metadata.Home,
            ["Sources"] = Texts(metadata.Sources),
            ["Version"] = metadata.Version,
            ["Description"] = metadata.Description,
            ["Keywords"] = Texts(metadata.Keywords),
            ["Maintainers"] = metadata.Maintainers.Select(static m => (object?)new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["Name"] = m.Name,
                ["Email"] = m.Email ?? "",
                ["URL"] = m.Url ?? "",
            }).ToList(),
            ["Icon"] = metadata.Icon,
            ["APIVersion"] = metadata.ApiVersion,
            ["Condition"] = metadata.Condition,
            ["Tags"] = metadata.Tags,
            ["AppVersion"] = metadata.AppVersion,
            ["Deprecated"] = metadata.Deprecated,
            ["Annotations"] = Table(metadata.Annotations),
            ["KubeVersion"] = metadata.KubeVersion,
            ["Dependencies"] = chart.Requirements.Select(static d => (object?)Dependency(d)).ToList(),
            ["Type"] = metadata.Type,
            ["IsRoot"] = chart.Parent is null,
        };
    }

    private static Dictionary<string, object?> Dependency(ChartDependency dependency) => new(StringComparer.Ordinal)
    {
        ["Name"] = dependency.Alias ?? dependency.Name,
        ["Version"] = dependency.Version,
        ["Repository"] = dependency.Repository,
        ["Condition"] = dependency.Condition,
        ["Tags"] = Texts(dependency.Tags),
        ["Enabled"] = true,
        ["ImportValues"] = dependency.ImportValues.Select(Import).ToList(),
        ["Alias"] = dependency.Alias ?? "",
    };

    /// <summary>An import as Helm leaves it behind once it is done: both forms are a pair of paths.</summary>
    private static object? Import(object? import) => import switch
    {
        string name => new Dictionary<string, string>(StringComparer.Ordinal) { ["child"] = "exports." + name, ["parent"] = "." },
        Dictionary<string, object?> pair => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["child"] = GoPrinter.ToText(pair.GetValueOrDefault("child")),
            ["parent"] = GoPrinter.ToText(pair.GetValueOrDefault("parent")),
        },
        _ => import,
    };

    private static Dictionary<string, string> Table(IReadOnlyDictionary<string, string> values) =>
        values.Count == 0 ? NilMap.OfTexts : new Dictionary<string, string>(values, StringComparer.Ordinal);

    private static List<object?> Texts(IReadOnlyList<string> values) => [.. values];
}
