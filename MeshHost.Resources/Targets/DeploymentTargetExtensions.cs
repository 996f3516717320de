#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked as experimental, and there is no other way to be part of a deployment.

using Aspire.Hosting.Pipelines;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Aspire.Hosting;

/// <summary>Finds out where a graph is to be rolled out to.</summary>
public static class DeploymentTargetExtensions
{
    private const string Key = "Target";

    private static readonly string s_names = string.Join(", ", Enum.GetNames<DeploymentTarget>().Select(n => n.ToLowerInvariant()));

    /// <summary>
    /// Reads the target from the configuration key <c>Target</c> (<c>--target kind</c>). In run mode it is the emulator unless given; a pipeline such as
    /// <c>aspire deploy</c> refuses to guess. The target's own settings, in <c>appsettings.[target].json</c>, apply where nothing else says otherwise.
    /// </summary>
    /// <param name="builder">The application builder.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DistributedApplicationException">There is no such target.</exception>
    public static DeploymentTarget GetTarget(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddCommandSetting("target", $"Where to roll out to: {s_names}.");
        var text = builder.Configuration[Key];
        if (string.IsNullOrWhiteSpace(text))
        {
            if (builder.ExecutionContext.IsPublishMode)
            {
                RefuseToGuess(builder);
                return DeploymentTarget.Gke;
            }

            text = nameof(DeploymentTarget.Emulator);
        }

        var name = Enum.GetNames<DeploymentTarget>().FirstOrDefault(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException($"There is no target '{text}'. Give --target one of {s_names}.");
        AddSettings(builder.Configuration, name);
        return Enum.Parse<DeploymentTarget>(name);
    }

    // A deployment into an emulator that ends with the process would report success and leave nothing.
    private static void RefuseToGuess(IDistributedApplicationBuilder builder) => builder.Pipeline.AddStep(
        "check-target",
        static _ => throw new DistributedApplicationException($"Where to? Give the target after --, for example -- --target=gke. There is {s_names}."),
        requiredBy: new[] { WellKnownPipelineSteps.ProcessParameters, WellKnownPipelineSteps.DeployPrereq, WellKnownPipelineSteps.DestroyPrereq });

    // As values, not as a source before the others: that would make the configuration read all its sources again, and Aspire's deployment state is a stream
    // that can be read once.
    private static void AddSettings(ConfigurationManager configuration, string target)
    {
        var settings = new JsonConfigurationSource { Path = $"appsettings.{target}.json", Optional = true };
        settings.ResolveFileProvider();
        settings.FileProvider ??= new Microsoft.Extensions.FileProviders.PhysicalFileProvider(AppContext.BaseDirectory);
        foreach (var (key, value) in new ConfigurationBuilder().Add(settings).Build().AsEnumerable())
        {
            if (value is not null && configuration[key] is null)
            {
                configuration[key] = value;
            }
        }
    }
}
