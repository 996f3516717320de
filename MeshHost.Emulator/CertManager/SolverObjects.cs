using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.CertManager;

/// <summary>The pod, service and ingress by which a challenge is answered.</summary>
internal static class SolverObjects
{
    public static IEnumerable<(string Resource, JsonObject Object)> Create(
        string name, JsonObject challenge, JsonObject labels, JsonObject ingress, string domain, string token, string key, string image)
    {
        JsonObject Metadata() => new()
        {
            ["name"] = name,
            ["namespace"] = challenge.Namespace(),
            ["labels"] = labels.Copy(),
            ["ownerReferences"] = new JsonArray(PodTemplates.OwnerReference(challenge, "acme.cert-manager.io/v1", "Challenge")),
        };
        var podMetadata = Metadata();

        // A solver must answer plain HTTP from anywhere, so that it stays out of the mesh.
        podMetadata["annotations"] = new JsonObject { ["sidecar.istio.io/inject"] = "false", ["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "true" };
        yield return ("pods", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = podMetadata,
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "OnFailure",
                ["automountServiceAccountToken"] = false,
                ["containers"] = new JsonArray(new JsonObject
                {
                    ["name"] = "acmesolver",
                    ["image"] = image,
                    ["args"] = new JsonArray($"--listen-port={AcmeSolverBehavior.Port}", $"--domain={domain}", $"--token={token}", $"--key={key}"),
                    ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["containerPort"] = AcmeSolverBehavior.Port }),
                    ["resources"] = new JsonObject
                    {
                        ["requests"] = new JsonObject { ["cpu"] = "10m", ["memory"] = "64Mi" },
                        ["limits"] = new JsonObject { ["cpu"] = "100m", ["memory"] = "64Mi" },
                    },
                }),
            },
        });
        yield return ("services", new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = Metadata(),
            ["spec"] = new JsonObject
            {
                ["type"] = ingress.Text("serviceType") ?? "NodePort",
                ["selector"] = labels.Copy(),
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "http", ["port"] = AcmeSolverBehavior.Port, ["targetPort"] = AcmeSolverBehavior.Port }),
            },
        });
        var ingressMetadata = Metadata();
        var spec = new JsonObject();
        if (ingress.Text("ingressClassName") is { } className)
        {
            spec["ingressClassName"] = className;
        }
        else if (ingress.Text("class") is { } annotation)
        {
            ingressMetadata["annotations"] = new JsonObject { ["kubernetes.io/ingress.class"] = annotation };
        }

        spec["rules"] = new JsonArray(new JsonObject
        {
            ["host"] = domain,
            ["http"] = new JsonObject
            {
                ["paths"] = new JsonArray(new JsonObject
                {
                    ["path"] = "/.well-known/acme-challenge/" + token,
                    ["pathType"] = "ImplementationSpecific",
                    ["backend"] = new JsonObject
                    {
                        ["service"] = new JsonObject { ["name"] = name, ["port"] = new JsonObject { ["number"] = AcmeSolverBehavior.Port } },
                    },
                }),
            },
        });
        yield return ("ingresses", new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "Ingress",
            ["metadata"] = ingressMetadata,
            ["spec"] = spec,
        });
    }
}
