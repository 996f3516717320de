using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Clusters, users and contexts, read and merged as kubectl does it. What it does not know is kept when it is saved.</summary>
public sealed class Kubeconfig
{
    private const string ServiceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    private readonly JsonObject _json;

    private Kubeconfig(JsonObject json)
    {
        _json = json;
        Clusters = [.. Entries("clusters").Select(KubeconfigReader.ReadCluster)];
        Users = [.. Entries("users").Select(KubeconfigReader.ReadUser)];
        Contexts = [.. Entries("contexts").Select(KubeconfigReader.ReadContext)];
        CurrentContext = json.StringAt("current-context") is { Length: > 0 } current ? current : null;
    }

    /// <summary>Gets the name of the current context, or <see langword="null"/>.</summary>
    public string? CurrentContext { get; }

    /// <summary>Gets the clusters.</summary>
    public IReadOnlyList<KubeconfigCluster> Clusters { get; }

    /// <summary>Gets the users.</summary>
    public IReadOnlyList<KubeconfigUser> Users { get; }

    /// <summary>Gets the contexts.</summary>
    public IReadOnlyList<KubeconfigContext> Contexts { get; }

    /// <summary>Gets the file that kubectl changes: the first one that <c>KUBECONFIG</c> names, else <c>.kube/config</c> in the home folder.</summary>
    public static string DefaultPath =>
        Environment.GetEnvironmentVariable("KUBECONFIG")?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : HomeFile;

    private static string HomeFile => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");

    /// <summary>Reads files and merges them; where two define the same name, the first one counts. Missing files are passed over.</summary>
    /// <param name="paths">The files, in order of precedence.</param>
    /// <returns>The merged kubeconfig.</returns>
    /// <exception cref="KubeconfigException">A file is not a kubeconfig, or none of the files exists.</exception>
    public static Kubeconfig Load(params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        Kubeconfig? merged = null;
        foreach (string path in paths.Where(path => path.Length > 0 && File.Exists(path)))
        {
            string full = Path.GetFullPath(path);
            JsonObject json = KubeconfigReader.ReadDocument(File.ReadAllText(full), full);
            KubeconfigReader.ResolvePaths(json, Path.GetDirectoryName(full)!);
            Kubeconfig config = new(json);
            merged = merged is null ? config : merged.Merge(config);
        }

        return merged ?? throw new KubeconfigException(
            $"No kubeconfig was found at {string.Join(" or ", paths)}. Create one, for example with 'gcloud container clusters get-credentials', or set KUBECONFIG.");
    }

    /// <summary>
    /// Reads what kubectl would: the files of <c>KUBECONFIG</c>, else <c>~/.kube/config</c>; within a pod that has neither, the pod's service account.
    /// </summary>
    /// <returns>The kubeconfig.</returns>
    public static Kubeconfig LoadDefault()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } variable)
        {
            return Load(variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        }

        string file = HomeFile;
        return !File.Exists(file) && InCluster() is { } inCluster ? inCluster : Load(file);
    }

    /// <summary>Reads a kubeconfig from text.</summary>
    /// <param name="yaml">The text; paths in it are relative to the current directory.</param>
    /// <returns>The kubeconfig.</returns>
    public static Kubeconfig Parse(string yaml)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return new Kubeconfig(KubeconfigReader.ReadDocument(yaml, "The text"));
    }

    /// <summary>Describes the cluster that this process runs in, from its pod's service account.</summary>
    /// <returns>The kubeconfig, or <see langword="null"/> outside a pod.</returns>
    public static Kubeconfig? InCluster() => InCluster(
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"), Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"), ServiceAccountFolder);

    /// <summary>Describes one server with one user.</summary>
    /// <param name="name">The name of the context, the cluster and the user.</param>
    /// <param name="server">The address of the API server.</param>
    /// <param name="certificateAuthority">The certificate authority (PEM).</param>
    /// <param name="user">How to prove who is calling; its name is replaced.</param>
    /// <returns>The kubeconfig.</returns>
    public static Kubeconfig ForServer(string name, Uri server, byte[] certificateAuthority, KubeconfigUser user)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(certificateAuthority);
        ArgumentNullException.ThrowIfNull(user);
        JsonObject cluster = new()
        {
            ["server"] = server.AbsoluteUri.TrimEnd('/'),
            ["certificate-authority-data"] = Convert.ToBase64String(certificateAuthority),
        };
        return Build(name, cluster, KubeconfigWriter.UserToJson(user), null);
    }

    /// <summary>Adds the entries of another kubeconfig that this one lacks; where both define a name, this one counts.</summary>
    /// <param name="other">The other kubeconfig.</param>
    /// <returns>The merged kubeconfig.</returns>
    public Kubeconfig Merge(Kubeconfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        JsonObject merged = (JsonObject)_json.DeepClone();
        foreach (string list in new[] { "clusters", "users", "contexts" })
        {
            if (merged[list] is not JsonArray entries)
            {
                merged[list] = entries = [];
            }

            HashSet<string?> names = [.. entries.Select(entry => entry.StringAt("name"))];
            foreach (JsonObject entry in other.Entries(list).Where(entry => names.Add(entry.StringAt("name"))))
            {
                entries.Add(entry.DeepClone());
            }
        }

        if (CurrentContext is null && other.CurrentContext is { } current)
        {
            merged["current-context"] = current;
        }

        return new Kubeconfig(merged);
    }

    /// <summary>Makes another context the current one.</summary>
    /// <param name="context">The context's name.</param>
    /// <returns>The changed kubeconfig.</returns>
    public Kubeconfig WithCurrentContext(string context)
    {
        JsonObject json = (JsonObject)_json.DeepClone();
        json["current-context"] = context;
        return new Kubeconfig(json);
    }

    /// <summary>Finds a context.</summary>
    /// <param name="name">The name; <see langword="null"/> for the current one.</param>
    /// <returns>The context.</returns>
    /// <exception cref="KubeconfigException">There is no such context; the message lists those that exist.</exception>
    public KubeconfigContext GetContext(string? name = null)
    {
        string wanted = name ?? CurrentContext ?? throw new KubeconfigException($"The kubeconfig has no current context. Name one of: {ContextNames()}.");
        return Contexts.FirstOrDefault(context => context.Name == wanted)
            ?? throw new KubeconfigException($"The kubeconfig has no context '{wanted}'. It has: {ContextNames()}.");
    }

    /// <summary>Says how to reach a context's cluster.</summary>
    /// <param name="context">The context; <see langword="null"/> for the current one.</param>
    /// <returns>Options for a <see cref="KubernetesClient"/>.</returns>
    public KubernetesClientOptions CreateClientOptions(string? context = null)
    {
        KubeconfigContext found = GetContext(context);
        KubeconfigCluster cluster = Clusters.FirstOrDefault(cluster => cluster.Name == found.Cluster)
            ?? throw new KubeconfigException($"The context '{found.Name}' names the cluster '{found.Cluster}', which the kubeconfig lacks.");
        KubeconfigUser user = Users.FirstOrDefault(user => user.Name == found.User) ?? new KubeconfigUser { Name = found.User };
        return ClientOptionsFactory.Create(cluster, user);
    }

    /// <summary>Leaves one context with its cluster and user, as the current one.</summary>
    /// <param name="context">The context; <see langword="null"/> for the current one.</param>
    /// <returns>The smaller kubeconfig.</returns>
    /// <exception cref="KubeconfigException">There is no such context.</exception>
    public Kubeconfig Minify(string? context = null)
    {
        KubeconfigContext kept = GetContext(context);
        JsonObject json = (JsonObject)_json.DeepClone();
        foreach ((string list, string name) in new[] { ("clusters", kept.Cluster), ("users", kept.User), ("contexts", kept.Name) })
        {
            json[list] = new JsonArray([.. Entries(list).Where(entry => entry.StringAt("name") == name).Select(entry => entry.DeepClone())]);
        }

        json["current-context"] = kept.Name;
        return new Kubeconfig(json);
    }

    /// <summary>Adds the entries to a file, replacing those of the same names and making this current context that of the file. Others' entries stay.</summary>
    /// <param name="path">The path; the file need not exist.</param>
    public void SaveInto(string path) => (File.Exists(path) ? Merge(Load(path)) : this).Save(path);

    /// <summary>Writes the kubeconfig as text.</summary>
    /// <returns>YAML, which may hold credentials.</returns>
    public string ToYaml() => YamlWriter.Write(_json);

    /// <summary>Writes the kubeconfig to a file that only its owner can read, replacing the file in one step.</summary>
    /// <param name="path">The path.</param>
    public void Save(string path) => KubeconfigWriter.Save(_json, path);

    internal static Kubeconfig? InCluster(string? host, string? port, string folder)
    {
        string token = Path.Combine(folder, "token");
        if (string.IsNullOrEmpty(host) || string.IsNullOrEmpty(port) || !File.Exists(token))
        {
            return null;
        }

        JsonObject cluster = new()
        {
            ["server"] = $"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}",
            ["certificate-authority"] = Path.Combine(folder, "ca.crt"),
        };
        string ns = Path.Combine(folder, "namespace");
        return Build("in-cluster", cluster, new JsonObject { ["tokenFile"] = token }, File.Exists(ns) ? File.ReadAllText(ns).Trim() : null);
    }

    private static Kubeconfig Build(string name, JsonObject cluster, JsonObject user, string? ns)
    {
        JsonObject context = new() { ["cluster"] = name, ["user"] = name };
        if (ns is not null)
        {
            context["namespace"] = ns;
        }

        return new Kubeconfig(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new JsonArray(new JsonObject { ["name"] = name, ["cluster"] = cluster }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = name, ["user"] = user }),
            ["contexts"] = new JsonArray(new JsonObject { ["name"] = name, ["context"] = context }),
            ["current-context"] = name,
        });
    }

    private IEnumerable<JsonObject> Entries(string list) => _json.ItemsAt(list).OfType<JsonObject>();

    private string ContextNames() => Contexts.Count == 0 ? "none" : string.Join(", ", Contexts.Select(context => context.Name));
}
