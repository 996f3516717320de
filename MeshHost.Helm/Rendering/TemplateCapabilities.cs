using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Rendering;

/// <summary>The <c>.Capabilities</c> object of templates.</summary>
internal sealed class TemplateCapabilities(ChartCapabilities capabilities) : TemplateObject
{
    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("KubeVersion", new KubernetesVersionObject(capabilities.KubernetesVersion)),
        new("APIVersions", ApiVersions(capabilities.ApiVersions)),
        new("HelmVersion", new HelmVersionObject(capabilities)),
    ];

    public override string TypeName => "*common.Capabilities";

    public override GoKind Kind => GoKind.Pointer;

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;

    /// <summary>The version without what follows the three numbers, which constraints are checked against.</summary>
    public static string Normalize(string version)
    {
        var end = 0;
        var digits = version.AsSpan().TrimStart('v');
        while (end < digits.Length && (char.IsAsciiDigit(digits[end]) || digits[end] == '.'))
        {
            end++;
        }

        return "v" + digits[..end].TrimEnd('.').ToString();
    }

    private static NamedTexts ApiVersions(IReadOnlySet<string> versions) => new(
        "common.VersionSet",
        [.. versions],
        name => name == "Has"
            ? new TemplateFunction(name, [ParameterKind.String], isVariadic: false, (_, arguments) => GoValue.Box(versions.Contains((string)arguments[0]!)))
            : null);
}
