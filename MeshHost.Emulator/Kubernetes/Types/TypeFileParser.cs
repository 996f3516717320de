using System.Globalization;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>
/// Reads our type files. Their language, line by line:
/// <code>
/// group apps v1                                  what follows belongs to this group and version ("" is the core group)
/// kind Deployment deployments short=deploy ns cat=all status scale gen sub=a,b | description
/// type DeploymentSpec atomic retain | description
///   replicas: int32 = 1 | description            a field, its type and default
///   selector!: LabelSelector                     required
///   ports: [ServicePort key=port,protocol merge=port]   a list merged by keys; [T set]; [T] is replaced as a whole
///   nodeSelector: {string atomic}                a map of strings
///   protocol: string(TCP,UDP)                    one of these
/// </code>
/// A kind has apiVersion, kind and metadata without saying so. "any" is kept as it comes.
/// </summary>
internal sealed class TypeFileParser
{
    private readonly List<ResourceType> _kinds = [];
    private readonly Dictionary<(string Group, string Version, string Name), Schema> _types = [];
    private readonly Dictionary<string, Schema> _byName = new(StringComparer.Ordinal);
    private readonly List<(Schema Owner, (string Group, string Version) Home, string Line)> _fields = [];

    public IReadOnlyList<ResourceType> Kinds => _kinds;

    /// <summary>The named types, with kinds among them.</summary>
    public IEnumerable<Schema> Types => _types.Values;

    public void Read(string text)
    {
        var home = (Group: "", Version: "");
        Schema? owner = null;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == ' ')
            {
                _fields.Add((owner ?? throw new FormatException($"A field stands outside a type: {line}"), home, line.Trim()));
                continue;
            }

            var (head, description) = SplitDescription(line);
            var words = head.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words[0])
            {
                case "group":
                    home = (words[1].Trim('"'), words[2]);
                    break;
                case "kind":
                    owner = DeclareKind(words, home, description);
                    break;
                case "type":
                    owner = Declare(words[1], home, description, words.Contains("atomic"), words.Contains("retain"));
                    break;
                default:
                    throw new FormatException($"A line starts with neither group, kind nor type: {line}");
            }
        }
    }

    /// <summary>Resolves the fields, once all files are read: types may be used before they are declared.</summary>
    public void Resolve()
    {
        foreach (var kind in _kinds)
        {
            var metadata = _byName["ObjectMeta"];
            kind.Schema.Properties["apiVersion"] = Standard("apiVersion", Schemas.Text, "APIVersion defines the versioned schema of this representation of an object.");
            kind.Schema.Properties["kind"] = Standard("kind", Schemas.Text, "Kind is a string value representing the REST resource this object represents.");
            kind.Schema.Properties["metadata"] = Standard("metadata", metadata, "Standard object's metadata.");
        }

        foreach (var (owner, home, line) in _fields)
        {
            var (head, description) = SplitDescription(line);
            var colon = head.IndexOf(':', StringComparison.Ordinal);
            var name = head[..colon];
            var required = name.EndsWith('!');
            name = name.TrimEnd('!');
            var (type, fallback) = SplitDefault(head[(colon + 1)..].Trim());
            var schema = ParseType(type, home);
            owner.Properties[name] = new SchemaProperty(name, schema)
            {
                Required = required,
                Default = fallback is null ? null : ParseDefault(fallback, schema),
                Description = description,
            };
        }

        static SchemaProperty Standard(string name, Schema schema, string description) => new(name, schema) { Description = description };
    }

    private static (string Head, string? Description) SplitDescription(string line)
    {
        var bar = line.IndexOf(" | ", StringComparison.Ordinal);
        return bar < 0 ? (line, null) : (line[..bar], line[(bar + 3)..]);
    }

    private static (string Type, string? Default) SplitDefault(string text)
    {
        var equals = text.IndexOf(" = ", StringComparison.Ordinal);
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 3)..]);
    }

    private static JsonNode? ParseDefault(string text, Schema schema) => schema.Kind switch
    {
        SchemaKind.Integer => JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture)),
        SchemaKind.Boolean => JsonValue.Create(text == "true"),
        SchemaKind.String => JsonValue.Create(text == "\"\"" ? "" : text),
        _ => JsonNode.Parse(text),
    };

    private Schema DeclareKind(string[] words, (string Group, string Version) home, string? description)
    {
        var schema = Declare(words[1], home, description, atomic: false, retain: false);
        var flags = words.Skip(3).ToList();
        _kinds.Add(new ResourceType
        {
            Group = home.Group,
            Version = home.Version,
            StorageVersion = home.Version,
            Kind = words[1],
            Plural = words[2],
            Schema = schema,
            Namespaced = flags.Contains("ns"),
            ShortNames = List("short="),
            Categories = List("cat="),
            HasStatus = flags.Contains("status"),
            HasGeneration = flags.Contains("gen"),
            CreateOnly = flags.Contains("create"),
            Scale = flags.Contains("scale") ? new ScalePaths("spec.replicas", "status.replicas", "spec.selector") : null,
            Subresources = List("sub="),
        });
        return schema;

        string[] List(string prefix) =>
            flags.Find(flag => flag.StartsWith(prefix, StringComparison.Ordinal)) is { } flag ? flag[prefix.Length..].Split(',') : [];
    }

    private Schema Declare(string name, (string Group, string Version) home, string? description, bool atomic, bool retain)
    {
        var schema = new Schema { Kind = SchemaKind.Object, TypeName = name, Home = home, Description = description, Atomic = atomic, RetainKeys = retain };
        _types.Add((home.Group, home.Version, name), schema);
        _byName.TryAdd(name, schema);
        return schema;
    }

    private Schema ParseType(string text, (string Group, string Version) home)
    {
        if (text[0] == '[')
        {
            var words = text.Trim('[', ']').Split(' ');
            var keys = Option(words, "key=")?.Split(',') ?? [];
            return new Schema
            {
                Kind = SchemaKind.List,
                Items = ParseType(words[0], home),
                ListType = keys.Length > 0 ? ListType.Map : words.Contains("set") ? ListType.Set : ListType.Atomic,
                Keys = keys,
                MergeKey = Option(words, "merge=") ?? keys.FirstOrDefault(),
            };
        }

        if (text[0] == '{')
        {
            var words = text.Trim('{', '}').Split(' ');
            return new Schema { Kind = SchemaKind.Map, Items = ParseType(words[0], home), Atomic = words.Contains("atomic") };
        }

        if (text.EndsWith(" atomic", StringComparison.Ordinal))
        {
            return ParseType(text[..^" atomic".Length], home);
        }

        if (text.StartsWith("string(", StringComparison.Ordinal))
        {
            return new Schema
            {
                Kind = SchemaKind.String,
                Enum = [.. text["string(".Length..^1].Split(',').Select(value => JsonValue.Create(value))],
            };
        }

        return Schemas.Primitive(text)
            ?? _types.GetValueOrDefault((home.Group, home.Version, text))
            ?? _byName.GetValueOrDefault(text)
            ?? throw new FormatException($"The type '{text}' is not declared.");
    }

    private static string? Option(string[] words, string prefix) =>
        words.FirstOrDefault(word => word.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..];
}
