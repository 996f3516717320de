using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle;

/// <summary>A lifecycle that proves, by real requests, that its resource does its work.</summary>
/// <remarks>The command <c>verify</c> runs these. A lifecycle without a proof is checked by its health.</remarks>
/// <typeparam name="TResource">The resource that the lifecycle serves.</typeparam>
public interface IResourceVerification<in TResource> where TResource : IResource
{
    /// <summary>Proves that the resource works. Changes nothing.</summary>
    /// <param name="resource">The resource to verify.</param>
    /// <param name="context">Services, logger and cancellation of this run.</param>
    /// <returns>A task that completes when the proof is complete. A proof that fails is an exception that says which request and why.</returns>
    Task VerifyAsync(TResource resource, LifecycleContext context);
}
