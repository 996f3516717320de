using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Runs the dashboard's official image with Docker. Only this machine reaches it.</summary>
/// <param name="docker">The command: docker, or the path of something that takes the same arguments.</param>
/// <param name="image">The image.</param>
internal sealed class DashboardContainer(string docker, string image) : IDashboardProgram
{
    private const int FrontendPort = 18888;
    private const int OtlpPort = 18889;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _name = $"meshhost-dashboard-{Guid.NewGuid():N}";
    private bool _sharesNetwork;
    private bool _started;

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            // On Linux the container shares the host's network, and reaches what listens on loopback alone. Docker Desktop runs containers in a
            // machine of their own, from which a name leads to the host.
            var system = await RunAsync(["info", "--format", "{{.OperatingSystem}}"], cancellationToken).ConfigureAwait(false);
            _sharesNetwork = OperatingSystem.IsLinux() && !system.Contains("Docker Desktop", StringComparison.OrdinalIgnoreCase);
        }
        catch (Win32Exception exception)
        {
            throw new DistributedApplicationException(
                $"Aspire's dashboard is asked for, but there is no '{docker}' on this machine and {AspireDashboardOptions.PathKey} is not set. Install Docker, "
                + $"or set {AspireDashboardOptions.PathKey} to the dashboard's program, or leave --dashboard aspire away: the built-in dashboard needs neither.",
                exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new DistributedApplicationException(
                $"Aspire's dashboard is asked for, but Docker does not answer: {exception.Message} Start its daemon, or leave --dashboard aspire away: "
                + "the built-in dashboard does not need it.",
                exception);
        }
    }

    public async Task StartAsync(DashboardEnvironment environment, CancellationToken cancellationToken)
    {
        // The keys are in a file of the owner's for as long as the command runs: arguments and a container's labels are seen by others.
        var file = Path.Combine(Path.GetTempPath(), _name + ".env");
        try
        {
            await WriteAsync(file, Variables(environment), cancellationToken).ConfigureAwait(false);
            _started = true;
            await RunAsync([.. Arguments(environment, file)], cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException exception)
        {
            throw new DistributedApplicationException($"Aspire's dashboard could not be started with the image '{image}': {exception.Message}", exception);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_started)
        {
            _started = false;
            try
            {
                await RunAsync(["rm", "--force", _name], cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                // It is gone already, or its daemon is: the option --rm does the rest.
            }
        }
    }

    private IReadOnlyDictionary<string, string> Variables(DashboardEnvironment environment) => _sharesNetwork
        ? environment.ToVariables()
        : environment.ToVariables(
            string.Create(CultureInfo.InvariantCulture, $"http://+:{FrontendPort}"),
            string.Create(CultureInfo.InvariantCulture, $"http://+:{OtlpPort}"),
            string.Create(CultureInfo.InvariantCulture, $"http://host.docker.internal:{environment.ResourceService.Port}"));

    private IEnumerable<string> Arguments(DashboardEnvironment environment, string file)
    {
        string[] network = _sharesNetwork
            ? ["--network", "host"]
            :
            [
                "--publish", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{environment.Frontend.Port}:{FrontendPort}"),
                "--publish", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{environment.Otlp.Port}:{OtlpPort}"),
                "--add-host", "host.docker.internal:host-gateway",
            ];
        return ["run", "--detach", "--rm", "--name", _name, "--env-file", file, .. network, image];
    }

    private static async Task WriteAsync(string file, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var writer = new StreamWriter(file, options);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var (name, value) in variables)
            {
                await writer.WriteAsync($"{name}={value}\n".AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(docker) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0
            ? await output.ConfigureAwait(false)
            : throw new InvalidOperationException((await error.ConfigureAwait(false)).Trim() is { Length: > 0 } said ? said : $"exit code {process.ExitCode}.");
    }
}
