using System.CommandLine;
using MeshHost.Benchmarks.Helm;
using MeshHost.Benchmarks.Host;
using MeshHost.Benchmarks.Kubernetes;
using MeshHost.Benchmarks.Link;
using MeshHost.Benchmarks.Rollout;

RootCommand root = new("Measures MeshHost against the tools that a user would otherwise pick.")
{
    KubernetesCommands.Create(),
    HelmCommands.Compare(),
    HelmCommands.Fuzz(),
    RolloutCommand.Create(),
    HostCommands.Create(),
    LinkCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
