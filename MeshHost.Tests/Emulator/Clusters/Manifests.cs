namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>Manifests that several tests need.</summary>
internal static class Manifests
{
    public static string Deployment(string name, string image, int replicas = 1, string ns = "default", string? cpu = null, string? command = null) => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{{name}}}, namespace: {{{ns}}}}
        spec:
          replicas: {{{replicas}}}
          selector: {matchLabels: {app: {{{name}}}}}
          template:
            metadata: {labels: {app: {{{name}}}}}
            spec:
              containers:
              - name: app
                image: "{{{image}}}"
                ports: [{containerPort: 8080, name: http}]
                resources: {requests: {cpu: "{{{cpu ?? "10m"}}}"}}
                command: {{{command ?? "[]"}}}
        """;

    public static string Job(string name, string command) => $$$"""
        apiVersion: batch/v1
        kind: Job
        metadata: {name: {{{name}}}, namespace: default}
        spec:
          backoffLimit: 0
          template: {spec: {restartPolicy: Never, containers: [{name: job, image: busybox, command: ["{{{command}}}"]}]}}
        """;

    /// <summary>A custom resource definition that takes everything.</summary>
    public static string Definition(string group, string kind, string plural, string scope = "Namespaced") => $$$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: {{{plural}}}.{{{group}}}}
        spec:
          group: {{{group}}}
          scope: {{{scope}}}
          names: {kind: {{{kind}}}, plural: {{{plural}}}, singular: {{{kind.ToLowerInvariant()}}}}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        """;

    /// <summary>The four services of Bookinfo with three versions of reviews, in a namespace.</summary>
    public static string Bookinfo(string ns) => string.Join("\n---\n", new (string, string)[]
        {
            ("productpage", "v1"), ("details", "v1"), ("ratings", "v1"), ("reviews", "v1"), ("reviews", "v2"), ("reviews", "v3"),
        }.Select(service => $$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{{service.Item1}}}-{{{service.Item2}}}, namespace: {{{ns}}}}
            spec:
              selector: {matchLabels: {app: {{{service.Item1}}}, version: {{{service.Item2}}}}}
              template:
                metadata: {labels: {app: {{{service.Item1}}}, version: {{{service.Item2}}}}}
                spec: {containers: [{name: app, image: "docker.io/istio/examples-bookinfo-{{{service.Item1}}}-{{{service.Item2}}}:1.20.3", ports: [{containerPort: 9080}]}]}
            """).Concat(new[] { "productpage", "details", "ratings", "reviews" }.Select(name => $$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{{name}}}, namespace: {{{ns}}}, labels: {app: {{{name}}}}}
            spec: {selector: {app: {{{name}}}}, ports: [{port: 9080, name: http}]}
            """)));
}
