using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Reads the entries of a kubeconfig from its JSON form; relative paths are relative to the file.</summary>
internal static class KubeconfigReader
{
    public static JsonObject ReadDocument(string yaml, string origin)
    {
        try
        {
            JsonNode?[] documents = [.. YamlReader.ReadDocuments(yaml).Where(document => document is not null)];
            return documents switch
            {
                [] => [],
                [JsonObject json] when json.StringAt("kind") is null or "Config" => json,
                _ => throw new KubeconfigException($"{origin} is not a kubeconfig: it should be one document of kind 'Config'."),
            };
        }
        catch (FormatException exception)
        {
            throw new KubeconfigException($"{origin} is not a kubeconfig: {exception.Message}", exception);
        }
    }

    /// <summary>Makes the paths of files absolute, so that entries of several files can live together.</summary>
    public static void ResolvePaths(JsonObject config, string folder)
    {
        foreach (JsonObject cluster in Entries(config, "clusters", "cluster"))
        {
            Resolve(cluster, folder, "certificate-authority");
        }

        foreach (JsonObject user in Entries(config, "users", "user"))
        {
            Resolve(user, folder, "client-certificate", "client-key", "tokenFile");
            // A command without a directory is looked for on the path; one with a directory is relative to the file.
            if (user["exec"] is JsonObject exec && exec.StringAt("command") is { } command && command.Contains('/', StringComparison.Ordinal))
            {
                Resolve(exec, folder, "command");
            }
        }
    }

    public static KubeconfigCluster ReadCluster(JsonObject entry)
    {
        string name = entry.StringAt("name") ?? "";
        JsonObject? json = entry.ObjectAt("cluster");
        string server = json.StringAt("server") ?? "";
        if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("https" or "http"))
        {
            throw new KubeconfigException($"The cluster '{name}' has no valid server address: '{server}'.");
        }

        return new KubeconfigCluster
        {
            Name = name,
            Server = uri,
            CertificateAuthorityData = Base64(json, "certificate-authority-data", name),
            CertificateAuthority = json.StringAt("certificate-authority"),
            TlsServerName = json.StringAt("tls-server-name"),
            ProxyUrl = json.StringAt("proxy-url") is { Length: > 0 } proxy ? new Uri(proxy) : null,
            InsecureSkipTlsVerify = json.BoolAt("insecure-skip-tls-verify"),
        };
    }

    public static KubeconfigUser ReadUser(JsonObject entry)
    {
        string name = entry.StringAt("name") ?? "";
        JsonObject? json = entry.ObjectAt("user");
        return new KubeconfigUser
        {
            Name = name,
            ClientCertificateData = Base64(json, "client-certificate-data", name),
            ClientKeyData = Base64(json, "client-key-data", name),
            ClientCertificate = json.StringAt("client-certificate"),
            ClientKey = json.StringAt("client-key"),
            Token = json.StringAt("token"),
            TokenFile = json.StringAt("tokenFile"),
            UserName = json.StringAt("username"),
            Password = json.StringAt("password"),
            Impersonate = ReadImpersonation(json, name),
            Exec = json.ObjectAt("exec") is { } exec ? ReadExec(exec, name) : null,
            AuthProvider = json.StringAt("auth-provider", "name"),
        };
    }

    public static KubeconfigContext ReadContext(JsonObject entry) => new(
        entry.StringAt("name") ?? "",
        entry.StringAt("context", "cluster") ?? "",
        entry.StringAt("context", "user") ?? "",
        entry.StringAt("context", "namespace") is { Length: > 0 } ns ? ns : null);

    private static Impersonation? ReadImpersonation(JsonObject? json, string user)
    {
        string[] groups = [.. json.ItemsAt("as-groups").Select(group => group.AsString() ?? "")];
        JsonObject? extra = json.ObjectAt("as-user-extra");
        if (json.StringAt("as") is not { Length: > 0 } name)
        {
            return groups.Length > 0 || extra is { Count: > 0 } || json.StringAt("as-uid") is { Length: > 0 }
                ? throw new KubeconfigException($"The user '{user}' has 'as-groups', 'as-uid' or 'as-user-extra' without 'as': say who is to be impersonated.")
                : null;
        }

        return new Impersonation(name)
        {
            Groups = groups,
            Uid = json.StringAt("as-uid"),
            Extra = (extra ?? []).ToDictionary(
                pair => pair.Key, pair => (IReadOnlyList<string>)[.. (pair.Value as JsonArray ?? []).Select(value => value.AsString() ?? "")], StringComparer.Ordinal),
        };
    }

    private static ExecPlugin ReadExec(JsonObject exec, string user) => new()
    {
        Command = exec.StringAt("command") ?? throw new KubeconfigException($"The user '{user}' has an exec section without a command."),
        Arguments = [.. exec.ItemsAt("args").Select(argument => argument.AsString() ?? "")],
        Environment = exec.ItemsAt("env").ToDictionary(pair => pair.StringAt("name") ?? "", pair => pair.StringAt("value") ?? "", StringComparer.Ordinal),
        ApiVersion = exec.StringAt("apiVersion") ?? "",
        InteractiveMode = exec.StringAt("interactiveMode") ?? (exec.StringAt("apiVersion") == "client.authentication.k8s.io/v1beta1" ? "IfAvailable" : ""),
        ProvideClusterInfo = exec.BoolAt("provideClusterInfo"),
        InstallHint = exec.StringAt("installHint"),
    };

    private static byte[]? Base64(JsonObject? json, string member, string entry)
    {
        if (json.StringAt(member) is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException exception)
        {
            throw new KubeconfigException($"'{member}' of '{entry}' is not base64.", exception);
        }
    }

    private static IEnumerable<JsonObject> Entries(JsonObject config, string list, string member) =>
        config.ItemsAt(list).Select(entry => entry.ObjectAt(member)).OfType<JsonObject>();

    private static void Resolve(JsonObject json, string folder, params ReadOnlySpan<string> members)
    {
        foreach (string member in members)
        {
            if (json.StringAt(member) is { Length: > 0 } path)
            {
                json[member] = Path.GetFullPath(path, folder);
            }
        }
    }
}
