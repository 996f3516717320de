using MeshHost.Helm.Charts;

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
        ["ImportValues"] = dependency.ImportValues.ToList(),
        ["Alias"] = dependency.Alias ?? "",
    };

    private static Dictionary<string, object?> Table(IReadOnlyDictionary<string, string> values)
    {
        var table = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (key, value) in values)
        {
            table[key] = value;
        }

        return table;
    }

    private static List<object?> Texts(IReadOnlyList<string> values) => [.. values];
}
