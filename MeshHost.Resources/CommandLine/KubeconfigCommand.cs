using System.CommandLine;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Kubernetes;
using MeshHost.Lifecycle;
using MeshHost.Lifecycle.CommandLine;
using MeshHost.Resources.Clusters;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Resources.CommandLine;

/// <summary>The command that writes a kubeconfig for people and their tools.</summary>
internal sealed class KubeconfigCommand(CommandEnvironment environment)
{
    private const string StandardOutput = "-";

    private readonly Option<string?> _cluster = new("--cluster") { Description = "The cluster's name; needed only when the graph has several." };
    private readonly Option<string?> _file = new("--output-file")
    {
        Description = "The file to write, or - for standard output: mind that it may hold a credential. Default: CLUSTER.kubeconfig here.",
    };

    private readonly Option<bool> _merge = new("--merge")
    {
        Description = "Add the cluster to the first file of $KUBECONFIG, or to ~/.kube/config, and make it the current context there.",
    };

    public Command Create()
    {
        var command = new Command("kubeconfig", "Writes a kubeconfig for kubectl and other tools, readable by you alone. MeshHost itself needs none.") { _cluster, _file, _merge };
        command.TreatUnmatchedTokensAsErrors = false;
        command.Validators.Add(result =>
        {
            if (result.GetValue(_merge) && result.GetValue(_file) is not null)
            {
                result.AddError("Give either --merge or --output-file: the one adds to your own kubeconfig, the other writes a file.");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var output = environment.Console.Output;
        var session = await environment.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = session.ConfigureAwait(false);
        var (cluster, config) = await GetKubeconfigAsync(session, parsed.GetValue(_cluster), cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_file) == StandardOutput)
        {
            await output.WriteAsync(config.ToYaml()).ConfigureAwait(false);
            return ExitCodes.Success;
        }

        string path;
        if (parsed.GetValue(_merge))
        {
            path = Kubeconfig.DefaultPath;
            config.SaveInto(path);
        }
        else
        {
            path = Path.GetFullPath(parsed.GetValue(_file) ?? $"{cluster}.kubeconfig");
            config.Save(path);
        }

        await output.WriteLineAsync(environment.IsJson(parsed)
            ? CommandJson.Serialize(new { path, cluster, context = config.CurrentContext })
            : $"The context '{config.CurrentContext}' is in {path}").ConfigureAwait(false);
        return ExitCodes.Success;
    }

    private static async Task<(string Cluster, Kubeconfig Config)> GetKubeconfigAsync(CommandSession session, string? name, CancellationToken cancellationToken)
    {
        var clusters = session.Services.GetRequiredService<DistributedApplicationModel>().Resources.Where(r => r is IKubernetesCluster).ToList();
        var names = string.Join(", ", clusters.Select(c => c.Name));
        var wanted = clusters.Where(c => name is null || string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)).ToList() switch
        {
            [var one] => one,
            [] => throw new LifecycleException(clusters.Count == 0 ? "The graph has no cluster." : $"There is no cluster '{name}'. There is {names}."),
            _ => throw new LifecycleException($"The graph has several clusters. Give --cluster with one of {names}."),
        };
        return (wanted.Name, await ((IKubernetesCluster)wanted).GetKubeconfigAsync(cancellationToken).ConfigureAwait(false));
    }
}
