using MeshHost.Resources.Targets;
using Microsoft.Extensions.Configuration.Json;

namespace Aspire.Hosting;

/// <summary>Finds out where a graph is to be rolled out to.</summary>
public static class DeploymentTargetExtensions
{
    private const string Key = "Target";

    /// <summary>
    /// Reads the target from the configuration key <c>Target</c> (<c>--target kind</c>): emulator unless given. The target's own settings,
    /// in <c>appsettings.[target].json</c>, apply where nothing else says otherwise.
    /// </summary>
    /// <param name="builder">The application builder.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DistributedApplicationException">There is no such target.</exception>
    public static DeploymentTarget GetTarget(this IDistributedApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddCommandSetting("target", $"Where to roll out to: {string.Join(", ", Enum.GetNames<DeploymentTarget>().Select(n => n.ToLowerInvariant()))}.");
        var text = builder.Configuration[Key];
        var names = Enum.GetNames<DeploymentTarget>();
        if (string.IsNullOrWhiteSpace(text))
        {
            text = nameof(DeploymentTarget.Emulator);
        }

        var name = names.FirstOrDefault(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException(
                $"There is no target '{text}'. Give --target one of {string.Join(", ", names.Select(n => n.ToLowerInvariant()))}.");
        var settings = new JsonConfigurationSource { Path = $"appsettings.{name}.json", Optional = true };
        settings.ResolveFileProvider();
        settings.FileProvider ??= new Microsoft.Extensions.FileProviders.PhysicalFileProvider(AppContext.BaseDirectory);
        builder.Configuration.Sources.Insert(0, settings);
        return Enum.Parse<DeploymentTarget>(name);
    }
}
