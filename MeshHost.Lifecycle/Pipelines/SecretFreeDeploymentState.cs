#pragma warning disable ASPIREPIPELINES002 // The deployment state is marked as experimental, and there is no other way to keep secrets out of it.

using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Lifecycle.Pipelines;

/// <summary>Aspire's deployment state, a file in the home folder, without the values of secret parameters.</summary>
internal sealed class SecretFreeDeploymentState(IDeploymentStateManager inner, DistributedApplicationModel model) : IDeploymentStateManager
{
    public string? StateFilePath => inner.StateFilePath;

    /// <summary>Puts itself before the state manager that is registered.</summary>
    public static void Add(IServiceCollection services)
    {
        var registered = services.LastOrDefault(s => s.ServiceType == typeof(IDeploymentStateManager));
        if (registered?.ImplementationType is { } type)
        {
            services.AddSingleton<IDeploymentStateManager>(sp => new SecretFreeDeploymentState(
                (IDeploymentStateManager)ActivatorUtilities.CreateInstance(sp, type), sp.GetRequiredService<DistributedApplicationModel>()));
        }
    }

    public Task<DeploymentStateSection> AcquireSectionAsync(string sectionName, CancellationToken cancellationToken = default) =>
        inner.AcquireSectionAsync(sectionName, cancellationToken);

    public Task SaveSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(section);
        return IsSecret(section.SectionName) ? Task.CompletedTask : inner.SaveSectionAsync(section, cancellationToken);
    }

    public Task DeleteSectionAsync(DeploymentStateSection section, CancellationToken cancellationToken = default) => inner.DeleteSectionAsync(section, cancellationToken);

    public Task ClearAllStateAsync(CancellationToken cancellationToken = default) => inner.ClearAllStateAsync(cancellationToken);

    private bool IsSecret(string section) => model.Resources.OfType<ParameterResource>().Any(p =>
        p.Secret && string.Equals(section, $"Parameters:{p.Name}", StringComparison.OrdinalIgnoreCase));
}
