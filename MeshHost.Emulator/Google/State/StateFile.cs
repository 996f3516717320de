using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.State;

/// <summary>Keeps the state in one JSON file of a folder. A write replaces the file in one step: a reader finds the old state or the new one.</summary>
internal sealed class StateFile
{
    private const int CurrentVersion = 1;
    private readonly string _path;

    /// <summary>Prepares the folder.</summary>
    /// <param name="folder">The folder; made when missing.</param>
    public StateFile(string folder)
    {
        SecretFile.CreateFolder(folder);
        _path = Path.Combine(folder, "google.json");
    }

    /// <summary>Reads the resources that were saved last.</summary>
    /// <returns>Resources by key, or <see langword="null"/> when nothing was saved.</returns>
    /// <exception cref="InvalidDataException">The file is not a state of this version.</exception>
    public JsonObject? Load()
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            var root = JsonNode.Parse(File.ReadAllBytes(_path)) as JsonObject;
            if (root?["version"]?.GetValue<int>() == CurrentVersion && root["resources"] is JsonObject resources)
            {
                return resources;
            }
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{_path}' is not readable as the state of the emulated cloud: {error.Message} Move it away to start empty.", error);
        }

        throw new InvalidDataException($"'{_path}' is not a state of version {CurrentVersion}. Move it away to start empty.");
    }

    /// <summary>Writes the resources.</summary>
    /// <param name="resources">Resources by key.</param>
    public void Save(IReadOnlyDictionary<string, JsonObject> resources)
    {
        var next = _path + ".next";
        using (var stream = SecretFile.Create(next))
        {
            using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                writer.WriteStartObject();
                writer.WriteNumber("version", CurrentVersion);
                writer.WriteStartObject("resources");
                foreach (var (key, resource) in resources)
                {
                    writer.WritePropertyName(key);
                    resource.WriteTo(writer);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }
}
