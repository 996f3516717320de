using MeshHost.Resources.Targets;

namespace MeshHost.AppHost;

/// <summary>Gives the cluster of the graph its target.</summary>
internal static class TargetExtensions
{
    /// <summary>Rolls out to the target. What a target can be told on the command line is read here.</summary>
    public static IResourceBuilder<GkeClusterResource> RunAs(this IResourceBuilder<GkeClusterResource> cluster, DeploymentTarget target)
    {
        var builder = cluster.ApplicationBuilder;
        builder
            .AddCommandSetting("context", "The kubeconfig's context, for the target kubeconfig; the current one unless given.")
            .AddCommandSetting("node-image", "The image of kind's node, which decides the version of Kubernetes; the one kind was built with unless given.")
            .AddCommandSetting("charts", "A folder of charts that the emulator serves in place of its own.")
            .AddCommandSetting("data", "A folder in which the emulator keeps the state of Google Cloud and its clusters, so that the next command finds it.")
            .AddCommandSetting("env-file", "A file of shell lines that the emulator writes: with them in its environment a second terminal's commands act on this emulator.")
            .AddCommandSetting("time-scale", "The emulator's factor on the durations of Google Cloud: 1 is as slow as the real one, 0 waits for nothing.")
            .AddCommandSetting("dashboard", "aspire to show Aspire's own dashboard in place of the built-in one, off for none.");
        var configuration = builder.Configuration;
        return target switch
        {
            DeploymentTarget.Gke => cluster,
            DeploymentTarget.Kubeconfig => cluster.RunAsExisting(configuration["Context"]),
            DeploymentTarget.Kind => cluster.RunAsKind(options => options.NodeImage = configuration["Node-Image"]),
            _ => cluster.RunAsEmulator(options =>
            {
                // The emulated world has the project from the start, and a zone for the domain, as whoever bought the domain has.
                options.Project = configuration["Parameters:gcp-project"] ?? options.Project;
                if (configuration["Parameters:domain"] is { Length: > 0 } domain)
                {
                    options.DnsZones.Add(domain);
                }

                options.ChartsFolder = configuration["Charts"] ?? options.ChartsFolder;
                options.DataFolder = configuration["Data"] ?? options.DataFolder;
                options.EnvironmentFile = configuration["Env-File"];
                options.TimeScale = configuration["Time-Scale"] is { } scale
                    ? double.TryParse(scale, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= 0
                        ? value
                        : throw new DistributedApplicationException($"--time-scale is a number of at least 0, 0 for no waiting at all: '{scale}' is not.")
                    : options.TimeScale;
            }),
        };
    }
}
