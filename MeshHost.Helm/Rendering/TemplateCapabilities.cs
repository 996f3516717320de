using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Rendering;

/// <summary>The <c>.Capabilities</c> object of templates.</summary>
internal sealed class TemplateCapabilities(ChartCapabilities capabilities) : TemplateObject
{
    private readonly KeyValuePair<string, object?>[] _fields =
    [
        new("KubeVersion", new KubernetesVersionObject(capabilities.KubernetesVersion)),
        new("APIVersions", new ApiVersionSet(capabilities.ApiVersions)),
        new("HelmVersion", new HelmVersionObject(capabilities.HelmVersion)),
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

    private sealed class KubernetesVersionObject : TemplateObject
    {
        private readonly KeyValuePair<string, object?>[] _fields;
        private readonly string _version;

        public KubernetesVersionObject(string version)
        {
            _version = version.StartsWith('v') ? version : "v" + version;
            var numbers = Normalize(version)[1..].Split('.');
            _fields = [new("Version", _version), new("Major", numbers[0]), new("Minor", numbers.Length > 1 ? numbers[1] : "0")];
        }

        public override string TypeName => "common.KubeVersion";

        public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;

        public override TemplateFunction? FindMethod(string name) => name switch
        {
            "GitVersion" => new TemplateFunction(name, [], isVariadic: false, (_, _) => _version),
            "String" => new TemplateFunction(name, [], isVariadic: false, (_, _) => Normalize(_version)),
            _ => null,
        };

        public override string ToText() => Normalize(_version);
    }

    private sealed class ApiVersionSet(IReadOnlySet<string> versions) : TemplateObject
    {
        public override string TypeName => "common.VersionSet";

        public override GoKind Kind => GoKind.Slice;

        public override TemplateFunction? FindMethod(string name) => name == "Has"
            ? new TemplateFunction(name, [ParameterKind.String], isVariadic: false, (_, arguments) => GoValue.Box(versions.Contains((string)arguments[0]!)))
            : null;

        public override string ToText() => "[" + string.Join(' ', versions.Order(StringComparer.Ordinal)) + "]";
    }

    private sealed class HelmVersionObject(string version) : TemplateObject
    {
        private readonly KeyValuePair<string, object?>[] _fields =
        [
            new("Version", version), new("GitCommit", ""), new("GitTreeState", ""), new("GoVersion", ""), new("KubeClientVersion", ""),
        ];

        public override string TypeName => "version.BuildInfo";

        public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;
    }
}
