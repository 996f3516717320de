using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Google;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Clusters;

/// <summary>Keeps a cluster's Node objects in line with its node pools.</summary>
/// <param name="context">The cluster.</param>
internal sealed class NodeSet(ControllerContext context)
{
    private const string PoolLabel = "cloud.google.com/gke-nodepool";

    public async Task ApplyAsync(ClusterSpec spec, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        var index = 0u;
        foreach (var pool in spec.NodePools)
        {
            foreach (var zone in pool.Zones.Count == 0 ? [spec.Location] : pool.Zones)
            {
                for (var number = 0; number < pool.Count; number++)
                {
                    var name = string.Create(CultureInfo.InvariantCulture, $"gke-{spec.Name}-{pool.Name}-{PodTemplates.Hash(JsonValue.Create(spec.Id + zone))[..8]}-{Suffix(spec, pool, zone, number)}");
                    wanted.Add(name);
                    await EnsureAsync(spec, pool, zone, name, index++, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        foreach (var node in context.Api.List("", "nodes").Where(node => !wanted.Contains(node.Name())))
        {
            foreach (var pod in context.Api.List("", "pods").Where(pod => pod.At("spec.nodeName").AsText() == node.Name()))
            {
                await context.Api.DeleteAsync("", "pods", pod.Namespace(), pod.Name(), cancellationToken).ConfigureAwait(false);
            }

            await context.Api.DeleteAsync("", "nodes", null, node.Name(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Suffix(ClusterSpec spec, NodePoolSpec pool, string zone, int number) =>
        PodTemplates.Hash(JsonValue.Create(string.Create(CultureInfo.InvariantCulture, $"{spec.Id}/{pool.Name}/{zone}/{number}")))[..4];

    private static (double Cpu, double Memory) Machine(string type)
    {
        // e2-standard-4: 4 cores; standard has 4 GiB a core, highmem 8, highcpu 1.
        var parts = type.Split('-');
        var cpu = parts is [_, _, var count] && double.TryParse(count, CultureInfo.InvariantCulture, out var cores) ? cores : 2;
        var gibibytes = parts is [_, var family, ..] ? family switch { "highmem" => 8, "highcpu" => 1, "standard" => 4, "medium" => 2, "small" => 1, _ => 4 } : 4;
        return (cpu, cpu * gibibytes);
    }

    private async Task EnsureAsync(ClusterSpec spec, NodePoolSpec pool, string zone, string name, uint index, CancellationToken cancellationToken)
    {
        var kubelet = "v" + (pool.Version.Length > 0 ? pool.Version : spec.Version);
        if (context.Api.Get("", "nodes", null, name) is null)
        {
            await context.Api.CreateAsync(Create(spec, pool, zone, name), cancellationToken).ConfigureAwait(false);
        }

        var address = Address(spec.NodeCidr, index);
        await context.Api.UpdateAsync("", "nodes", null, name, node =>
        {
            var before = node["status"]?.DeepClone();
            SetStatus(node, pool, name, address, kubelet);
            return !JsonNode.DeepEquals(before, node["status"]);
        }, status: true, cancellationToken).ConfigureAwait(false);
    }

    private static JsonObject Create(ClusterSpec spec, NodePoolSpec pool, string zone, string name)
    {
        var region = zone.Count(character => character == '-') == 2 ? zone[..zone.LastIndexOf('-')] : zone;
        var labels = new JsonObject
        {
            ["beta.kubernetes.io/arch"] = "amd64",
            ["beta.kubernetes.io/os"] = "linux",
            ["cloud.google.com/gke-os-distribution"] = "cos",
            ["cloud.google.com/machine-family"] = pool.MachineType.Split('-')[0],
            [PoolLabel] = pool.Name,
            ["kubernetes.io/arch"] = "amd64",
            ["kubernetes.io/hostname"] = name,
            ["kubernetes.io/os"] = "linux",
            ["node.kubernetes.io/instance-type"] = pool.MachineType,
            ["topology.kubernetes.io/region"] = region,
            ["topology.kubernetes.io/zone"] = zone,
        };
        if (spec.WorkloadPool is not null)
        {
            labels["iam.gke.io/gke-metadata-server-enabled"] = "true";
        }

        foreach (var (key, value) in pool.Labels)
        {
            labels[key] = value;
        }

        var nodeSpec = new JsonObject { ["providerID"] = $"gce://{spec.Project}/{zone}/{name}" };
        if (pool.Taints.Count > 0)
        {
            nodeSpec["taints"] = new JsonArray([.. pool.Taints.Select(taint =>
                (JsonNode)new JsonObject { ["key"] = taint.Key, ["value"] = taint.Value, ["effect"] = taint.Effect })]);
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = nodeSpec,
        };
    }

    private void SetStatus(JsonObject node, NodePoolSpec pool, string name, string address, string kubelet)
    {
        var (cpu, memory) = Machine(pool.MachineType);
        var status = node.Ensure("status");
        status["addresses"] = new JsonArray(
            new JsonObject { ["type"] = "InternalIP", ["address"] = address },
            new JsonObject { ["type"] = "Hostname", ["address"] = name });
        status["capacity"] = Resources(cpu, memory * 1024);

        // What GKE keeps for the system of a node of this size, roughly.
        status["allocatable"] = Resources(cpu - 0.08, (memory * 1024) - 2800);
        status["nodeInfo"] = new JsonObject
        {
            ["architecture"] = "amd64",
            ["bootID"] = "",
            ["containerRuntimeVersion"] = "containerd://2.0.6",
            ["kernelVersion"] = "6.6.97+",
            ["kubeProxyVersion"] = kubelet,
            ["kubeletVersion"] = kubelet,
            ["machineID"] = "",
            ["operatingSystem"] = "linux",
            ["osImage"] = "Container-Optimized OS from Google",
            ["systemUUID"] = "",
        };
        var now = context.Clock.UtcNow;
        Conditions.Set(status, "MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available", now);
        Conditions.Set(status, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now);
        Conditions.Set(status, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now);
        Conditions.Set(status, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now);
    }

    private static JsonObject Resources(double cpu, double mebibytes) => new()
    {
        ["cpu"] = cpu == Math.Floor(cpu) ? cpu.ToString(CultureInfo.InvariantCulture) : $"{(int)(cpu * 1000)}m",
        ["ephemeral-storage"] = "98831908Ki",
        ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{(long)(Math.Max(256, mebibytes) * 1024)}Ki"),
        ["pods"] = "110",
    };

    private static string Address(string cidr, uint index)
    {
        var bytes = IPNetwork.Parse(cidr).BaseAddress.GetAddressBytes();

        // The first addresses of a subnetwork are the gateway's and Google's.
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + 3 + index);
        return new IPAddress(bytes).ToString();
    }
}
