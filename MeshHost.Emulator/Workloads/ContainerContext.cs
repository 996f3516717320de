using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Workloads;

/// <summary>A container as its emulated program sees it.</summary>
internal sealed partial class ContainerContext
{
    public required ClusterRuntime Cluster { get; init; }

    public required RunningPod Pod { get; init; }

    /// <summary>The container's part of the pod's specification.</summary>
    public required JsonObject Spec { get; init; }

    public required ContainerLog Log { get; init; }

    public string Name => Spec.Text("name") ?? "";

    public string Image => Spec.Text("image") ?? "";

    public string Namespace => Pod.Namespace;

    public IReadOnlyList<string> Arguments => [.. Spec.Array("args").Texts().Select(Expand)];

    /// <summary>The command and its arguments in one line, with references to the environment replaced.</summary>
    public IReadOnlyList<string> CommandLine => [.. Spec.Array("command").Texts().Select(Expand), .. Arguments];

    public IReadOnlySet<int> DeclaredPorts =>
        Spec.Array("ports").Objects().Select(port => (int)(port.Integer("containerPort") ?? 0)).ToHashSet();

    /// <summary>The value of an argument given as <c>--name=value</c> or <c>--name value</c>; of repeated ones the last.</summary>
    public string? Argument(string name) => ArgumentValues(name) is [.., var last] ? last : null;

    /// <summary>The values of an argument that may be repeated, in order; none when it is not given.</summary>
    public IReadOnlyList<string> ArgumentValues(string name)
    {
        var arguments = CommandLine;
        var values = new List<string>();
        for (var index = 0; index < arguments.Count; index++)
        {
            if (arguments[index].StartsWith($"--{name}=", StringComparison.Ordinal))
            {
                values.Add(arguments[index][(name.Length + 3)..]);
            }
            else if (arguments[index] == $"--{name}")
            {
                values.Add(index + 1 < arguments.Count ? arguments[index + 1] : "");
            }
        }

        return values;
    }

    /// <summary>The value of an environment variable: literal, from a secret or a config map, or of the pod's own fields.</summary>
    public string? Environment(string name)
    {
        var variable = Spec.Array("env").Objects().LastOrDefault(item => item.Text("name") == name);
        if (variable is null)
        {
            return null;
        }

        if (variable.At("valueFrom.secretKeyRef") is JsonObject secret)
        {
            var data = Cluster.Context.Api.Get("", "secrets", Namespace, secret.Text("name") ?? "").Object("data").Text(secret.Text("key") ?? "");
            return data is null ? null : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(data));
        }

        if (variable.At("valueFrom.configMapKeyRef") is JsonObject map)
        {
            return Cluster.Context.Api.Get("", "configmaps", Namespace, map.Text("name") ?? "").Object("data").Text(map.Text("key") ?? "");
        }

        return variable.At("valueFrom.fieldRef.fieldPath").AsText() switch
        {
            "metadata.namespace" => Namespace,
            "metadata.name" => Pod.Name,
            "status.podIP" => Pod.Ip,
            "spec.nodeName" => Pod.NodeName,
            "spec.serviceAccountName" => Pod.ServiceAccount,
            _ => variable.Text("value"),
        };
    }

    /// <summary>
    /// Replaces <c>$(NAME)</c> by the environment variable as the kubelet does: a name that is not set stays as it is, and
    /// <c>$$</c> stands for one dollar.
    /// </summary>
    private string Expand(string text) => !text.Contains('$', StringComparison.Ordinal)
        ? text
        : Reference().Replace(text, match => match.Value == "$$" ? "$" : Environment(match.Groups["name"].Value) ?? match.Value);

    [GeneratedRegex(@"\$\$|\$\((?<name>[^()]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
