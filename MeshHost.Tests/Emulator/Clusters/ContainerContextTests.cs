using System.Text.Json.Nodes;
using MeshHost.Emulator.Workloads;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>A container's command line as its program reads it.</summary>
public sealed class ContainerContextTests
{
    [Fact]
    public void Arguments_have_references_to_the_environment_replaced()
    {
        var container = Create("--a=$(POD_NAMESPACE)", "--b=$(UNKNOWN)", "--c=$$(POD_NAMESPACE)", "--d=$(LITERAL).svc");

        Assert.Equal(["--a=shop", "--b=$(UNKNOWN)", "--c=$(POD_NAMESPACE)", "--d=one.svc"], container.Arguments);
    }

    [Fact]
    public void ArgumentValues_has_every_value_WhenAnArgumentIsRepeated()
    {
        var container = Create("--name=web", "--name", "web.$(POD_NAMESPACE).svc");

        Assert.Equal(["web", "web.shop.svc"], container.ArgumentValues("name"));
        Assert.Equal("web.shop.svc", container.Argument("name"));
        Assert.Null(container.Argument("other"));
    }

    private static ContainerContext Create(params string[] arguments)
    {
        var spec = (JsonObject)JsonNode.Parse("""
            {"name":"app","env":[{"name":"POD_NAMESPACE","valueFrom":{"fieldRef":{"fieldPath":"metadata.namespace"}}},{"name":"LITERAL","value":"one"}]}
            """)!;
        spec["args"] = new JsonArray([.. arguments.Select(argument => (JsonNode)argument)]);
        return new ContainerContext
        {
            Cluster = null!, // only asked for secrets and config maps
            Pod = new RunningPod((JsonObject)JsonNode.Parse("""{"metadata":{"name":"p","namespace":"shop"}}""")!),
            Spec = spec,
            Log = new ContainerLog(),
        };
    }
}
