using System.CommandLine;
using MeshHost.Benchmarks.Kubernetes;
using MeshHost.Benchmarks.Rollout;

RootCommand root = new("Measures MeshHost against the tools that a user would otherwise pick.")
{
    KubernetesCommands.Create(),
    RolloutCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
