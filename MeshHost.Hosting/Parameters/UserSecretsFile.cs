using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace MeshHost.Hosting.Parameters;

/// <summary>The user secrets of an application: a JSON file in the profile of the user, outside of the sources.</summary>
internal sealed class UserSecretsFile(string path)
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    public string Path { get; } = path;

    public static UserSecretsFile? Find(Assembly? assembly) =>
        assembly?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId is { } id
            ? new UserSecretsFile(PathHelper.GetSecretsPathFromSecretsId(id))
            : null;

    public void Set(string key, string value)
    {
        var content = File.Exists(Path) ? JsonNode.Parse(File.ReadAllText(Path)) as JsonObject ?? [] : [];
        content[key] = value;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);

        // Written beside and moved, so that nobody reads half a file; for the user alone, because it holds secrets.
        var temporary = Path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(temporary, options))
        {
            JsonSerializer.Serialize(stream, content, s_indented);
        }

        File.Move(temporary, Path, overwrite: true);
    }
}
