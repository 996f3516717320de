#pragma warning disable ASPIREPIPELINES002 // The deployment state is marked as experimental, and there is no other way to keep secrets out of it.

using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using MeshHost.Lifecycle.Validation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>
/// Aspire's deployment state, a file in the home folder that later deployments read. Of the parameters it gets only what a person has answered: no secret, no value
/// that is refused, and nothing that the configuration gives. A rehearsal's values would otherwise become those of the next deployment elsewhere.
/// </summary>
internal sealed partial class RememberedAnswers(
    IDeploymentStateManager inner, DistributedApplicationModel model, IConfiguration configuration, ILogger<RememberedAnswers> logger) : IDeploymentStateManager
{
    private const string Section = "Parameters";

    public string? StateFilePath => inner.StateFilePath;

    /// <summary>Puts itself before the state manager that is registered.</summary>
    public static void Add(IServiceCollection services)
    {
        var registered = services.LastOrDefault(s => s.ServiceType == typeof(IDeploymentStateManager));
        if (registered?.ImplementationType is { } type)
        {
            services.AddSingleton<IDeploymentStateManager>(sp => ActivatorUtilities.CreateInstance<RememberedAnswers>(sp, ActivatorUtilities.CreateInstance(sp, type)));
        }
    }

    /// <summary>Lets a parameter that is given now win over a remembered answer: Aspire reads its state after the command line.</summary>
    public static void YieldToGivenValues(IConfigurationRoot configuration)
    {
        // The state is the stream; everything else is given.
        var remembered = configuration.Providers.OfType<JsonStreamConfigurationProvider>().ToList();
        var given = configuration.Providers.Where(p => p is not JsonStreamConfigurationProvider).Reverse().ToList();
        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable())
        {
            if (value is not null && given.Select(p => p.TryGet(key, out var own) ? own : null).FirstOrDefault(own => own is not null) is { } preferred)
            {
                foreach (var provider in remembered.Where(p => p.TryGet(key, out _)))
                {
                    provider.Set(key, preferred);
                }
            }
        }
    }

    public Task<DeploymentStateSection> AcquireSectionAsync(string sectionName, CancellationToken cancellationToken = default) =>
        inner.AcquireSectionAsync(sectionName, cancellationToken);

    public async Task SaveSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        var parameter = model.Resources.OfType<ParameterResource>().FirstOrDefault(p =>
            string.Equals(section.SectionName, $"{Section}:{p.Name}", StringComparison.OrdinalIgnoreCase));
        if (parameter is null)
        {
            await inner.SaveSectionAsync(section, cancellationToken).ConfigureAwait(false);
        }
        else if (!parameter.Secret && section.Data[""] is JsonValue answer && answer.TryGetValue<string>(out var value)
            && value != configuration[section.SectionName] && !IsRefused(parameter, value))
        {
            await inner.SaveSectionAsync(section, cancellationToken).ConfigureAwait(false);
            Log.Remembered(logger, parameter.Name, StateFilePath);
        }
    }

    public Task DeleteSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default) => inner.DeleteSectionAsync(section, cancellationToken);

    public Task ClearAllStateAsync(CancellationToken cancellationToken = default) => inner.ClearAllStateAsync(cancellationToken);

    private bool IsRefused(ParameterResource parameter, string value) => model.Resources
        .SelectMany(r => r.Annotations.OfType<ParameterRuleAnnotation>())
        .Any(r => r.Parameter == parameter && r.IsNeeded && r.FindProblem(value) is not null);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The answer for '{Parameter}' is remembered in {Path}")]
        public static partial void Remembered(ILogger logger, string parameter, string? path);
    }
}
