using System.Globalization;
using MeshHost.Lifecycle;

namespace MeshHost.Resources.Targets.Kind;

/// <summary>The kind and Docker CLIs, with errors that say what to do.</summary>
internal sealed class KindTools(KindOptions options)
{
    /// <summary>Makes sure that a cluster could be made and used on this machine.</summary>
    /// <exception cref="LifecycleException">A tool is missing, or Docker does not run.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        _ = await RunKindAsync(["version"], null, null, cancellationToken).ConfigureAwait(false);
        CommandResult docker = await CommandRunner.RunAsync(options.DockerCommand, ["version", "--format", "{{.Server.Version}}"], null, null, cancellationToken).ConfigureAwait(false)
            ?? throw new LifecycleException(
                $"Docker is not installed: there is no command '{options.DockerCommand}'. kind runs its clusters in Docker: install it (https://docs.docker.com/get-docker/), or use --target emulator, which needs nothing.");
        if (docker.ExitCode != 0)
        {
            string said = LastLine(docker);
            string remedy = said.Contains("permission denied", StringComparison.OrdinalIgnoreCase)
                ? "Add yourself to the group 'docker' and log in again."
                : "Start Docker (Docker Desktop, or 'sudo systemctl start docker') and try again.";
            throw new LifecycleException($"Docker is installed, but its daemon does not answer: {said} {remedy}");
        }
    }

    public async Task<bool> ExistsAsync(string name, CancellationToken cancellationToken)
    {
        CommandResult result = await RunKindAsync(["get", "clusters"], null, null, cancellationToken).ConfigureAwait(false);
        return Succeeded(result, "list the kind clusters").Output.Split('\n', StringSplitOptions.TrimEntries).Contains(name, StringComparer.Ordinal);
    }

    public async Task CreateAsync(string name, string configuration, Action<string> said, CancellationToken cancellationToken)
    {
        using KindFolder folder = new();
        string wait = string.Create(CultureInfo.InvariantCulture, $"{options.Wait.TotalSeconds:0}s");
        CommandResult result = await RunKindAsync(
            ["create", "cluster", "--name", name, "--config", "-", "--wait", wait, "--kubeconfig", folder.Kubeconfig], configuration, said, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && (result.Errors.Contains("port is already allocated", StringComparison.Ordinal)
            || result.Errors.Contains("address already in use", StringComparison.Ordinal) || result.Errors.Contains("ports are not available", StringComparison.Ordinal)))
        {
            throw new LifecycleException(
                $"The kind cluster '{name}' cannot have ports 80 and 443 of this machine, where its gateway is to answer: something else listens there. "
                + $"Find it with 'docker ps' or 'ss -ltnp', stop it, and try again. Docker says: {LastLine(result)}");
        }

        Succeeded(result, $"create the kind cluster '{name}'");
    }

    /// <summary>Yields the kubeconfig of a cluster. It holds a private key: it is not written anywhere.</summary>
    public async Task<string> GetKubeconfigAsync(string name, CancellationToken cancellationToken)
    {
        CommandResult result = await RunKindAsync(["get", "kubeconfig", "--name", name], null, null, cancellationToken).ConfigureAwait(false);
        return Succeeded(result, $"get the kubeconfig of the kind cluster '{name}'").Output;
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        using KindFolder folder = new();
        CommandResult result = await RunKindAsync(["delete", "cluster", "--name", name, "--kubeconfig", folder.Kubeconfig], null, null, cancellationToken).ConfigureAwait(false);
        Succeeded(result, $"delete the kind cluster '{name}'");
    }

    private async Task<CommandResult> RunKindAsync(IReadOnlyList<string> arguments, string? input, Action<string>? said, CancellationToken cancellationToken) =>
        await CommandRunner.RunAsync(options.KindCommand, arguments, input, said, cancellationToken).ConfigureAwait(false)
        ?? throw new LifecycleException(
            $"kind is not installed: there is no command '{options.KindCommand}'. Install it (https://kind.sigs.k8s.io/docs/user/quick-start/#installation), or use --target emulator, which needs nothing.");

    private static CommandResult Succeeded(CommandResult result, string what) =>
        result.ExitCode == 0 ? result : throw new LifecycleException($"Could not {what}: {LastLine(result)}");

    // kind and Docker explain themselves on standard error; kind's own reason comes first and starts with ERROR.
    private static string LastLine(CommandResult result)
    {
        string[] lines = result.Errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string line = lines.FirstOrDefault(text => text.StartsWith("ERROR: ", StringComparison.Ordinal))?["ERROR: ".Length..]
            ?? lines.LastOrDefault() ?? $"exit code {result.ExitCode}, without a word";
        return line.EndsWith('.') || line.EndsWith('?') ? line : line + ".";
    }

    /// <summary>A private place for the kubeconfig that kind insists on writing, so that the person's own, and its current context, stay as they are.</summary>
    private sealed class KindFolder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("meshhost-kind-").FullName;

        public string Kubeconfig => Path.Combine(_path, "kubeconfig");

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
