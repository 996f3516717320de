using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;

namespace MeshHost.Helm.Releases;

/// <summary>Deletes a release's objects by the apply engine, in Helm's order, and, if asked, waits until they are gone.</summary>
internal sealed class ObjectRemover(KubernetesClient client)
{
    /// <returns>The objects that were there and are deleted.</returns>
    /// <exception cref="ReleaseException">An object could not be deleted, or was not gone in time.</exception>
    public async Task<IReadOnlyList<ObjectReference>> DeleteAsync(
        IReadOnlyList<ObjectReference> objects, bool wait, TimeSpan timeout, IProgress<ReleaseProgress>? progress, CancellationToken cancellationToken)
    {
        var delete = new DeleteSetOptions { Propagation = DeletePropagation.Background, Timeout = timeout, Wait = wait, Order = HelmOrder.Instance };
        try
        {
            return await new ObjectSetApplier(client)
                .DeleteAsync(objects, delete, ProgressForwarder.For(progress, ReleasePhase.Deleting, objects.Count), cancellationToken).ConfigureAwait(false);
        }
        catch (DeleteTimeoutException e)
        {
            throw new ReleaseException(e.Message, e) { Object = e.Remaining.Keys.FirstOrDefault(), IsTransient = true };
        }
        catch (KubernetesApiException e)
        {
            throw new ReleaseException(e.Message, e) { IsTransient = e.IsTransient };
        }
    }
}
