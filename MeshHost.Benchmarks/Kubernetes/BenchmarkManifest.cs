using System.Text;

namespace MeshHost.Benchmarks.Kubernetes;

/// <summary>Writes the manifest that is applied: many small ConfigMaps and some Deployments without replicas.</summary>
internal static class BenchmarkManifest
{
    public const int ConfigMaps = 1000;
    public const int Deployments = 200;

    public static string Write(string ns)
    {
        StringBuilder text = new();
        for (int i = 0; i < ConfigMaps; i++)
        {
            text.Append($"""
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings-{i:0000}
                  namespace: {ns}
                  labels:
                    app: benchmark
                    part: "{i % 10}"
                data:
                  index: "{i}"
                  application.yaml: |
                    server:
                      port: 8080
                    greeting: hello {i}
                    padding: {new string('x', 200)}
                ---

                """);
        }

        for (int i = 0; i < Deployments; i++)
        {
            text.Append($$"""
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: service-{{i:000}}
                  namespace: {{ns}}
                  labels: {app: service-{{i:000}} }
                spec:
                  replicas: 0
                  selector:
                    matchLabels: {app: service-{{i:000}} }
                  template:
                    metadata:
                      labels: {app: service-{{i:000}}, version: v1}
                      annotations: {prometheus.io/scrape: "true", prometheus.io/port: "9090"}
                    spec:
                      serviceAccountName: default
                      containers:
                      - name: app
                        image: registry.example.com/service:{{i}}
                        args: [--port=8080, --verbose]
                        env:
                        - {name: INDEX, value: "{{i}}"}
                        - name: POD_NAME
                          valueFrom:
                            fieldRef: {fieldPath: metadata.name}
                        ports:
                        - {name: http, containerPort: 8080, protocol: TCP}
                        resources:
                          requests: {cpu: 100m, memory: 128Mi}
                          limits: {memory: 256Mi}
                        readinessProbe:
                          httpGet: {path: /healthz, port: http}
                          periodSeconds: 5
                ---

                """);
        }

        return text.ToString();
    }
}
