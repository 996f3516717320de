using MeshHost.Lifecycle.Pipelines;
using MeshHost.Resources.Targets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace Aspire.Hosting;

/// <summary>Finds out where a graph is to be rolled out to.</summary>
public static class DeploymentTargetExtensions
{
    private const string Key = "Target";

    private const string CheckTarget = "check-target";

    private static readonly string s_names = string.Join(", ", Enum.GetNames<DeploymentTarget>().Select(n => n.ToLowerInvariant()));

    /// <summary>
    /// Reads the target from the configuration key <c>Target</c> (<c>--target kind</c>). In run mode it is the emulator unless given; a pipeline such as
    /// <c>aspire deploy</c> refuses to guess. The target's own settings, in <c>appsettings.[target].json</c>, apply where nothing else says otherwise.
    /// </summary>
    /// <param name="builder">The application builder.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DistributedApplicationException">There is no such target; a pipeline refuses it in its first step.</exception>
    public static DeploymentTarget GetTarget(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddCommandSetting("target", $"Where to roll out to: {s_names}.");
        var text = builder.Configuration[Key];
        if (string.IsNullOrWhiteSpace(text) && builder.ExecutionContext.IsPublishMode)
        {
            // A deployment into an emulator that ends with the process would report success and leave nothing.
            PipelineRefusal.Add(
                builder, CheckTarget, $"No target is given. Add --target=NAME, to the aspire CLI after --. The targets are {s_names}.", isUsage: false);
            return DeploymentTarget.Gke;
        }

        text = string.IsNullOrWhiteSpace(text) ? nameof(DeploymentTarget.Emulator) : text;
        if (Enum.GetNames<DeploymentTarget>().FirstOrDefault(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase)) is not { } name)
        {
            var problem = $"There is no target '{text}'. Give --target one of {s_names}.";
            if (!builder.ExecutionContext.IsPublishMode)
            {
                throw new DistributedApplicationException(problem);
            }

            PipelineRefusal.Add(builder, CheckTarget, problem);
            return DeploymentTarget.Gke;
        }

        AddSettings(builder.Configuration, name);
        return Enum.Parse<DeploymentTarget>(name);
    }

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
