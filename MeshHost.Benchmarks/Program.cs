using System.CommandLine;
using MeshHost.Benchmarks.Kubernetes;

RootCommand root = new("Measures MeshHost against the tools that a user would otherwise pick.")
{
    KubernetesCommands.Create(),
};
return await root.Parse(args).InvokeAsync();
