using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubernetes.Storage;

/// <summary>
/// Keeps a cluster's objects in a file: a line for each change, as it happens. Read at the start and written anew with what is left, and again
/// whenever the changes are many. A line that a killed process has not finished is one that nobody was told of.
/// </summary>
internal sealed class ObjectJournal : IDisposable
{
    private const int LinesBeforeRewrite = 20_000;

    private readonly string _path;
    private FileStream? _file;
    private int _lines;

    /// <summary>Opens the journal of a file, which need not exist.</summary>
    /// <param name="path">The file.</param>
    public ObjectJournal(string path)
    {
        SecretFile.CreateFolder(Path.GetDirectoryName(path)!);
        _path = path;
    }

    /// <summary>Whether there are so many changes that the journal should be written anew.</summary>
    public bool IsLong => _lines > LinesBeforeRewrite;

    /// <summary>Reads the changes, oldest first; an object that was removed is <see langword="null"/>.</summary>
    /// <exception cref="EmulatorException">The file is not a journal.</exception>
    public IEnumerable<(string Group, string Resource, StoreKey Key, long Version, JsonObject? Json)> Read()
    {
        if (!File.Exists(_path))
        {
            yield break;
        }

        var text = File.ReadAllText(_path);
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = Parse(lines[i], i + 1);
            yield return (line.Text("group")!, line.Text("resource")!, new StoreKey(line.Text("namespace")!, line.Text("name")!), line.Integer("version")!.Value, line.Object("object"));
        }
    }

    /// <summary>Adds a change.</summary>
    /// <param name="group">API group.</param>
    /// <param name="resource">Plural of the kind.</param>
    /// <param name="key">Which object.</param>
    /// <param name="version">Resource version of the change.</param>
    /// <param name="json">The object, or <see langword="null"/> if it is gone.</param>
    public void Append(string group, string resource, StoreKey key, long version, JsonObject? json)
    {
        _file ??= Open();
        _file.Write(Line(group, resource, key, version, json));
        _lines++;
    }

    /// <summary>Writes the journal anew.</summary>
    /// <param name="objects">What exists.</param>
    public void Rewrite(IEnumerable<(string Group, string Resource, StoreKey Key, StoredObject Object)> objects)
    {
        _file?.Dispose();
        _file = null;
        _lines = 0;
        using (var next = new BufferedStream(SecretFile.Create(_path + ".next")))
        {
            foreach (var (group, resource, key, stored) in objects)
            {
                next.Write(Line(group, resource, key, stored.ResourceVersion, stored.Json));
            }
        }

        File.Move(_path + ".next", _path, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static byte[] Line(string group, string resource, StoreKey key, long version, JsonObject? json) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["group"] = group,
        ["resource"] = resource,
        ["namespace"] = key.Namespace,
        ["name"] = key.Name,
        ["version"] = version,
        ["object"] = json?.DeepClone(),
    }.ToJson() + "\n");

    private JsonNode Parse(string line, int number)
    {
        try
        {
            return JsonNode.Parse(line)!;
        }
        catch (JsonException ex)
        {
            throw new EmulatorException($"'{_path}' is not readable as the objects of a cluster: line {number}: {ex.Message} Move the data folder away to start empty.", ex);
        }
    }

    // The first change goes to a file that is there: the store has just rewritten it.
    private FileStream Open() => new(_path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 });
}
