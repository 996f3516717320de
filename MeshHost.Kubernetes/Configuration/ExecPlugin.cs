namespace MeshHost.Kubernetes;

/// <summary>A command that yields credentials, such as <c>gke-gcloud-auth-plugin</c>.</summary>
public sealed record ExecPlugin
{
    /// <summary>Gets the command; looked for on the path unless it holds a directory.</summary>
    public required string Command { get; init; }

    /// <summary>Gets the arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets environment variables to add.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the version of the protocol: <c>client.authentication.k8s.io/v1</c> or <c>.../v1beta1</c>.</summary>
    public string ApiVersion { get; init; } = "client.authentication.k8s.io/v1";

    /// <summary>Gets whether the command may talk to the user: <c>Never</c>, <c>IfAvailable</c> (default) or <c>Always</c>.</summary>
    public string InteractiveMode { get; init; } = "IfAvailable";

    /// <summary>Gets whether the command is told about the cluster.</summary>
    public bool ProvideClusterInfo { get; init; }

    /// <summary>Gets what to tell the user when the command is not installed.</summary>
    public string? InstallHint { get; init; }

    /// <summary>Refuses what kubectl refuses, before the command is started.</summary>
    /// <exception cref="KubeconfigException">The protocol's version or the interactive mode is missing, or unknown.</exception>
    internal void Validate(string user)
    {
        if (ApiVersion.Length == 0)
        {
            throw new KubeconfigException($"apiVersion must be specified for '{user}' to use the exec plugin '{Command}'.");
        }

        if (InteractiveMode.Length == 0)
        {
            throw new KubeconfigException(
                $"interactiveMode must be specified for '{user}' to use the exec plugin '{Command}' by {ApiVersion}: Never, IfAvailable or Always.");
        }

        if (InteractiveMode is not ("Never" or "IfAvailable" or "Always"))
        {
            throw new KubeconfigException($"The interactiveMode of '{user}' is '{InteractiveMode}'; it must be Never, IfAvailable or Always.");
        }
    }
}
