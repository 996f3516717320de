using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Writes kubeconfigs: never readable by others, never half written.</summary>
internal static class KubeconfigWriter
{
    public static JsonObject UserToJson(KubeconfigUser user)
    {
        JsonObject json = [];
        Set(json, "client-certificate-data", user.ClientCertificateData is { } certificate ? Convert.ToBase64String(certificate) : null);
        Set(json, "client-key-data", user.ClientKeyData is { } key ? Convert.ToBase64String(key) : null);
        Set(json, "client-certificate", user.ClientCertificate);
        Set(json, "client-key", user.ClientKey);
        Set(json, "token", user.Token);
        Set(json, "tokenFile", user.TokenFile);
        Set(json, "username", user.UserName);
        Set(json, "password", user.Password);
        if (user.Impersonate is { } other)
        {
            json["as"] = other.User;
            Set(json, "as-uid", other.Uid);
            if (other.Groups.Count > 0)
            {
                json["as-groups"] = Strings(other.Groups);
            }

            if (other.Extra.Count > 0)
            {
                json["as-user-extra"] = new JsonObject(other.Extra.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Strings(pair.Value))));
            }
        }

        if (user.Exec is { } exec)
        {
            json["exec"] = ExecToJson(exec);
        }

        return json;
    }

    public static void Save(JsonObject config, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);

        // A file that is kept elsewhere and linked to stays where it is.
        full = File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string draft = $"{full}.{Guid.NewGuid():N}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (StreamWriter writer = new(draft, options))
            {
                writer.Write(YamlWriter.Write(config));
            }

            File.Move(draft, full, overwrite: true);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }

    private static JsonObject ExecToJson(ExecPlugin exec)
    {
        JsonObject json = new() { ["apiVersion"] = exec.ApiVersion, ["command"] = exec.Command };
        if (exec.Arguments.Count > 0)
        {
            json["args"] = Strings(exec.Arguments);
        }

        if (exec.Environment.Count > 0)
        {
            json["env"] = new JsonArray([.. exec.Environment.Select(pair => new JsonObject { ["name"] = pair.Key, ["value"] = pair.Value })]);
        }

        json["interactiveMode"] = exec.InteractiveMode;
        json["provideClusterInfo"] = exec.ProvideClusterInfo;
        Set(json, "installHint", exec.InstallHint);
        return json;
    }

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static void Set(JsonObject json, string name, string? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }
}
