using System.Text;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>The sets that are applied: the second changes a third of the first, drops some of it and adds some.</summary>
internal static class FaultSets
{
    public const string Namespace = "storm";
    public const int Each = 12;

    public static IReadOnlyList<KubernetesObject> First() => Write(0, Each, _ => 1);

    public static IReadOnlyList<KubernetesObject> Second() => Write(2, Each + 2, index => index % 3 == 0 ? 2 : 1);

    /// <summary>What applying the second set over the first has to do, and nothing else.</summary>
    public static IReadOnlyDictionary<string, string> Difference()
    {
        Dictionary<string, string> effects = new(StringComparer.Ordinal);
        foreach (string prefix in new[] { "config", "secret", "service", "deployment" })
        {
            for (int i = 0; i < Each + 2; i++)
            {
                if (i < 2 || i >= Each || i % 3 == 0)
                {
                    effects[$"{prefix}-{i}"] = i < 2 ? "DELETED" : i >= Each ? "ADDED" : "MODIFIED";
                }
            }
        }

        return effects;
    }

    private static IReadOnlyList<KubernetesObject> Write(int from, int to, Func<int, int> revision)
    {
        StringBuilder yaml = new($"""
            apiVersion: v1
            kind: Namespace
            metadata: {"{"}name: {Namespace}{"}"}

            """);
        for (int i = from; i < to; i++)
        {
            yaml.Append($$"""
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: config-{{i}}, namespace: {{Namespace}}}
                data: {revision: "{{revision(i)}}"}
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: secret-{{i}}, namespace: {{Namespace}}}
                stringData: {revision: "{{revision(i)}}"}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: service-{{i}}, namespace: {{Namespace}}}
                spec:
                  selector: {app: deployment-{{i}}}
                  ports: [{name: http, port: {{8000 + revision(i)}}, protocol: TCP}]
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: deployment-{{i}}, namespace: {{Namespace}}}
                spec:
                  replicas: 1
                  selector:
                    matchLabels: {app: deployment-{{i}}}
                  template:
                    metadata:
                      labels: {app: deployment-{{i}}}
                    spec:
                      containers: [{name: app, image: "registry.example.com/app:{{revision(i)}}"}]

                """);
        }

        return KubernetesObject.ParseYaml(yaml.ToString());
    }
}
