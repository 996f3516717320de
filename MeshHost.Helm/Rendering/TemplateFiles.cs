using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Rendering;

/// <summary>The <c>.Files</c> object of templates: a map from path to bytes, with methods.</summary>
internal sealed class TemplateFiles : TemplateObject
{
    private readonly Dictionary<string, object?> _files;

    public TemplateFiles(IEnumerable<ChartFile> files)
        : this(new Dictionary<string, object?>(StringComparer.Ordinal))
    {
        foreach (var file in files)
        {
            _files[file.Name] = file.Data.ToArray();
        }
    }

    private TemplateFiles(Dictionary<string, object?> files)
    {
        _files = files;
    }

    public override string TypeName => "engine.files";

    public override IReadOnlyDictionary<string, object?> AsMap => _files;

    public override object? ZeroEntry => Array.Empty<byte>();

    public override TemplateFunction? FindMethod(string name) => name switch
    {
        "Get" => OfName(name, file => ByteString.FromBytes(Bytes(file))),
        "GetBytes" => OfName(name, Bytes),
        "Glob" => OfName(name, Glob),
        "Lines" => OfName(name, Lines),
        "AsConfig" => new TemplateFunction(name, [], isVariadic: false, (_, _) => ToYaml(static data => ByteString.FromBytes(data))),
        "AsSecrets" => new TemplateFunction(name, [], isVariadic: false, (_, _) => ToYaml(static data => Convert.ToBase64String(data))),
        _ => null,
    };

    private static TemplateFunction OfName(string name, Func<string, object?> body)
        => new(name, [ParameterKind.String], isVariadic: false, (_, arguments) => body((string)arguments[0]!));

    private byte[] Bytes(string file) => _files.GetValueOrDefault(file) as byte[] ?? [];

    private TemplateFiles Glob(string pattern)
    {
        // A pattern that cannot be read matches everything, as in Helm.
        var glob = GlobPattern.TryParse(pattern) ?? GlobPattern.TryParse("**")!;
        var found = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (path, data) in _files)
        {
            if (glob.IsMatch(path))
            {
                found.Add(path, data);
            }
        }

        return new TemplateFiles(found);
    }

    private string[] Lines(string file)
    {
        var text = ByteString.FromBytes(Bytes(file));
        if (text.Length == 0)
        {
            // Helm takes the last byte without looking whether there is one.
            return _files.ContainsKey(file) ? throw new FunctionException("runtime error: index out of range [-1]") : [];
        }

        return (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
    }

    private string ToYaml(Func<byte[], string> encode)
    {
        var table = new Dictionary<string, object?>(StringComparer.Ordinal);
        var paths = new List<string>(_files.Keys);
        paths.Sort(ByteOrder.Instance);
        foreach (var path in paths)
        {
            table[path[(path.LastIndexOf('/') + 1)..]] = encode((byte[])_files[path]!);
        }

        try
        {
            var yaml = HelmYaml.Write(table);
            return yaml.EndsWith('\n') ? yaml[..^1] : yaml;
        }
        catch (YamlException)
        {
            // Helm's toYaml answers what it cannot write with nothing.
            return "";
        }
    }
}
