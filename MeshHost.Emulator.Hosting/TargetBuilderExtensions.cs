using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Emulator;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Gives a cluster the target that the command line names.</summary>
public static class TargetBuilderExtensions
{
    /// <summary>Rolls out to the target, in pipelines too. Adds the command line's settings of the targets.</summary>
    /// <param name="cluster">The builder of the cluster.</param>
    /// <param name="target">The target, as <see cref="DeploymentTargetExtensions.GetTarget"/> reads it.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="DistributedApplicationException">A setting has a wrong value.</exception>
    /// <example>
    /// <code>
    /// builder.AddGkeCluster("shop", project).RunAs(builder.GetTarget());
    /// </code>
    /// </example>
    public static IResourceBuilder<GkeClusterResource> RunAs(this IResourceBuilder<GkeClusterResource> cluster, DeploymentTarget target)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var builder = cluster.ApplicationBuilder;
        builder
            .AddCommandSetting("context", "The kubeconfig's context, for the target kubeconfig; the current one unless given.")
            .AddCommandSetting("node-image", "The image of kind's node, which decides the version of Kubernetes; the one kind was built with unless given.")
            .AddCommandSetting("charts", "A folder of charts that the emulator serves in place of its own.")
            .AddCommandSetting("data", "A folder in which the emulator keeps the state of Google Cloud and its clusters, so that the next command finds it.")
            .AddCommandSetting("env-file", "A file of shell lines that the emulator writes: with them in its environment a second terminal's commands act on this emulator.")
            .AddCommandSetting("time-scale", "The emulator's factor on the durations of Google Cloud: 1 is as slow as the real one, 0 waits for nothing.");
        return target switch
        {
            DeploymentTarget.Gke => cluster,
            DeploymentTarget.Kubeconfig => cluster.UseExisting(builder.Configuration["Context"]),
            DeploymentTarget.Kind => cluster.UseKind(options => options.NodeImage = builder.Configuration["Node-Image"]),
            _ => cluster.UseEmulator(options => Configure(options, builder.Configuration)),
        };
    }

    private static void Configure(EmulatorOptions options, ConfigurationManager configuration)
    {
        // The emulated world has the project from the start, and a zone for the domain, as its owner has.
        options.Project = configuration["Parameters:gcp-project"] ?? options.Project;
        if (configuration["Parameters:domain"] is { Length: > 0 } domain)
        {
            options.DnsZones.Add(domain);
        }

        options.ChartsFolder = configuration["Charts"] ?? options.ChartsFolder;
        options.DataFolder = configuration["Data"] ?? options.DataFolder;
        options.EnvironmentFile = configuration["Env-File"];
        if (configuration["Time-Scale"] is { } scale)
        {
            options.TimeScale = double.TryParse(scale, CultureInfo.InvariantCulture, out var value) && value >= 0
                ? value
                : throw new DistributedApplicationException($"--time-scale is a number of at least 0, 0 for no waiting at all: '{scale}' is not.");
        }
    }
}
