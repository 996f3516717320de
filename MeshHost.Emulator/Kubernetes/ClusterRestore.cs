using MeshHost.Emulator.Kubernetes.CustomResources;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Kinds;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes;

/// <summary>Brings what follows from the objects of an earlier run in line with them: the kinds that definitions serve, and what services hold.</summary>
internal static class ClusterRestore
{
    public static void Run(ClusterState state, DefinitionController definitions, ServiceAddresses addresses)
    {
        var type = state.Types.FindKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition")!;
        foreach (var definition in state.Store.List(type.Group, type.Plural, null).Items)
        {
            definitions.OnWritten(type, definition.Json);
        }

        foreach (var spec in state.Store.List("", "services", null).Items.Select(s => s.Json.Object("spec")))
        {
            if (spec.Text("clusterIP") is { } address)
            {
                addresses.Reserve(address);
            }

            foreach (var port in spec.Array("ports").Objects().Select(p => p.Integer("nodePort")).OfType<long>())
            {
                addresses.ReservePort((int)port);
            }
        }
    }
}
