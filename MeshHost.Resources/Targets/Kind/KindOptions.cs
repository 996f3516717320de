namespace MeshHost.Resources.Targets.Kind;

/// <summary>How a local cluster is made with the <c>kind</c> CLI.</summary>
public sealed class KindOptions
{
    /// <summary>Gets or sets the image of the node, such as <c>kindest/node:v1.33.4</c>, which decides the version of Kubernetes. Default: the one kind was built with.</summary>
    public string? NodeImage { get; set; }

    /// <summary>Gets or sets the time within which the control plane has to be ready. Default: 5 minutes.</summary>
    public TimeSpan Wait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the kind CLI: a path, or a name that is looked for in <c>PATH</c>. Default: <c>kind</c>.</summary>
    public string KindCommand { get; set; } = "kind";

    /// <summary>Gets or sets the Docker CLI: a path, or a name that is looked for in <c>PATH</c>. Default: <c>docker</c>.</summary>
    public string DockerCommand { get; set; } = "docker";
}
