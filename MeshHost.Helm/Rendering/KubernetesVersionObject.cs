using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Rendering;

/// <summary><c>.Capabilities.KubeVersion</c>: a struct whose methods belong to its pointer, so a copy of it prints as a struct.</summary>
internal sealed class KubernetesVersionObject : TemplateObject
{
    private readonly string _normalized;
    private readonly KeyValuePair<string, object?>[] _fields;
    private readonly KeyValuePair<string, object?>[] _printed;
    private readonly KubernetesVersionObject? _copy;

    public KubernetesVersionObject(string version)
    {
        version = version.StartsWith('v') ? version : "v" + version;
        _normalized = TemplateCapabilities.Normalize(version);
        var numbers = _normalized[1..].Split('.');
        _fields = [new("Version", version), new("Major", numbers[0]), new("Minor", numbers.Length > 1 ? numbers[1] : "0")];
        _printed = [_fields[0], new("normalizedVersion", _normalized), _fields[1], _fields[2]];
        _copy = new KubernetesVersionObject(this);
    }

    private KubernetesVersionObject(KubernetesVersionObject original)
    {
        (_normalized, _fields, _printed) = (original._normalized, original._fields, original._printed);
    }

    public override string TypeName => "common.KubeVersion";

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields => _fields;

    public override IReadOnlyList<KeyValuePair<string, object?>> PrintedFields => _printed;

    public override TemplateObject AsArgument => _copy ?? this;

    public override TemplateFunction? FindMethod(string name) => _copy is null ? null : name switch
    {
        "GitVersion" => new TemplateFunction(name, [], isVariadic: false, (_, _) => _fields[0].Value),
        "String" => new TemplateFunction(name, [], isVariadic: false, (_, _) => _normalized),
        _ => null,
    };

    public override string? ToPrintedText() => _copy is null ? null : _normalized;

    public override bool Equals(object? obj) => obj is KubernetesVersionObject other && Equals(other._fields[0].Value, _fields[0].Value);

    public override int GetHashCode() => _normalized.GetHashCode(StringComparison.Ordinal);
}
