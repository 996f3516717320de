using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Workloads;

/// <summary>Keeps a config map with one value in every namespace, as control planes spread their root certificate.</summary>
internal sealed class ConfigMapSpread : IAsyncDisposable
{
    private readonly ControllerRunner _runner;

    public ConfigMapSpread(ControllerContext context, string name, string key, string value)
    {
        _runner = new ControllerRunner(new Spreader(context, name, key, value), context);
        _runner.Start();
    }

    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    private sealed class Spreader(ControllerContext context, string name, string field, string value) : Controller(context)
    {
        public override string Name => name;

        public override IReadOnlyList<WatchRule> Watches =>
        [
            Own("", "namespaces"),
            new WatchRule("", "configmaps", change => change.Object.Name() == name ? [new ObjectKey(null, change.Object.Namespace()!)] : []),
        ];

        public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            if (Api.Get("", "namespaces", null, key.Name) is not { } ns || ns.IsTerminating() || key.Name is "kube-system" or "kube-public" or "kube-node-lease")
            {
                return null;
            }

            var updated = await Api.UpdateAsync("", "configmaps", key.Name, name, map =>
            {
                if (map.Object("data").Text(field) == value)
                {
                    return false;
                }

                map.Ensure("data")[field] = value;
                return true;
            }, status: false, cancellationToken).ConfigureAwait(false);
            if (updated is null)
            {
                try
                {
                    await Api.CreateAsync(new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "ConfigMap",
                        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = key.Name, ["labels"] = new JsonObject { ["istio.io/config"] = "true" } },
                        ["data"] = new JsonObject { [field] = value },
                    }, cancellationToken).ConfigureAwait(false);
                }
                catch (StatusException ex) when (ex.Reason == "AlreadyExists")
                {
                    // Another replica was faster; the watch brings the key back if the value differs.
                }
            }

            return null;
        }
    }
}
