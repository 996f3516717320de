using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Versions;

namespace MeshHost.Helm.Functions;

/// <summary>What <c>semver</c> gives.</summary>
internal sealed class VersionObject(SemanticVersion version) : TemplateObject
{
    public override string TypeName => "*semver.Version";

    public override GoKind Kind => GoKind.Pointer;

    public override string ToText() => version.ToString();

    public override TemplateFunction? FindMethod(string name) => name switch
    {
        "Major" => Method(name, version.Major),
        "Minor" => Method(name, version.Minor),
        "Patch" => Method(name, version.Patch),
        "Prerelease" => Method(name, version.Prerelease),
        "Metadata" => Method(name, version.Metadata),
        "Original" => Method(name, version.Original),
        "String" => Method(name, version.ToString()),
        "IncMajor" => Method(name, Next(version.Major + 1, 0, 0)),
        "IncMinor" => Method(name, Next(version.Major, version.Minor + 1, 0)),
        "IncPatch" => Method(name, Next(version.Major, version.Minor, version.Prerelease.Length > 0 ? version.Patch : version.Patch + 1)),
        "Compare" => Comparison(name, order => (nint)order),
        "Equal" => Comparison(name, order => GoValue.Box(order == 0)),
        "LessThan" => Comparison(name, order => GoValue.Box(order < 0)),
        "GreaterThan" => Comparison(name, order => GoValue.Box(order > 0)),
        "LessThanEqual" => Comparison(name, order => GoValue.Box(order <= 0)),
        "GreaterThanEqual" => Comparison(name, order => GoValue.Box(order >= 0)),
        _ => null,
    };

    private VersionObject Next(ulong major, ulong minor, ulong patch) =>
        new(SemanticVersion.TryParse((version.Original.StartsWith('v') ? "v" : "") + $"{major}.{minor}.{patch}")!);

    private static TemplateFunction Method(string name, object value) => new(name, [], false, (_, _) => value);

    private TemplateFunction Comparison(string name, Func<int, object> result) =>
        new(name, [ParameterKind.Object], false, (_, a) => result(version.CompareTo(((VersionObject)a[0]!).Version)))
        {
            ObjectTypeName = TypeName,
        };

    private SemanticVersion Version => version;
}
