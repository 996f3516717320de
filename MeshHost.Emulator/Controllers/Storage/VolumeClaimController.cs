using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers.Cluster;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Controllers.Storage;

/// <summary>Provisions a volume for each claim of a known storage class, and deletes it with the claim.</summary>
/// <param name="context">The cluster.</param>
internal sealed class VolumeClaimController(ControllerContext context) : Controller(context)
{
    private const string Protection = "kubernetes.io/pvc-protection";
    private const string VolumeProtection = "kubernetes.io/pv-protection";
    private static readonly TimeSpan s_provisioning = TimeSpan.FromSeconds(5);

    public override string Name => "persistentvolume-controller";

    public override IReadOnlyList<WatchRule> Watches =>
    [
        Own("", "persistentvolumeclaims"),
        new WatchRule("", "pods", change => (change.Object.At("spec.volumes") as JsonArray).Objects()
            .Select(volume => volume.At("persistentVolumeClaim.claimName").AsText()).OfType<string>()
            .Select(claim => new ObjectKey(change.Object.Namespace(), claim))),
        new WatchRule("", "persistentvolumes", change => change.Object.At("spec.claimRef") is JsonObject claim
            ? [new ObjectKey(claim.Text("namespace"), claim.Text("name")!)]
            : []),
    ];

    public override async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        var claim = Api.Get("", "persistentvolumeclaims", key.Namespace, key.Name);
        if (claim is null)
        {
            await ReleaseAsync(key, cancellationToken).ConfigureAwait(false);
            return null;
        }

        var users = Api.List("", "pods", key.Namespace).Where(pod => Uses(pod, key.Name)).ToList();
        if (claim.IsTerminating())
        {
            if (users.Count == 0)
            {
                await Api.UpdateAsync("", "persistentvolumeclaims", key.Namespace, key.Name, current => Finalizers.Remove(current, Protection), status: false, cancellationToken)
                    .ConfigureAwait(false);
            }

            return null;
        }

        if (claim.At("spec.volumeName").AsText() is not { Length: > 0 } && FindClass(claim) is { } storageClass)
        {
            if (storageClass.Text("volumeBindingMode") == "WaitForFirstConsumer" && !users.Exists(pod => pod.At("spec.nodeName").AsText() is { Length: > 0 }))
            {
                await Api.RecordEventAsync(claim, "Normal", "WaitForFirstConsumer", "waiting for first consumer to be created before binding", cancellationToken)
                    .ConfigureAwait(false);
                return null;
            }

            await ProvisionAsync(claim, storageClass, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private static bool Uses(JsonObject pod, string claim) =>
        PodState.Phase(pod) is not ("Succeeded" or "Failed")
        && (pod.At("spec.volumes") as JsonArray).Objects().Any(volume => volume.At("persistentVolumeClaim.claimName").AsText() == claim);

    private JsonObject? FindClass(JsonObject claim)
    {
        var name = claim.At("spec.storageClassName").AsText();
        return Api.List("storage.k8s.io", "storageclasses").FirstOrDefault(storageClass => name is null
            ? PodState.Annotation(storageClass, "storageclass.kubernetes.io/is-default-class") == "true"
            : storageClass.Name() == name);
    }

    private async Task ProvisionAsync(JsonObject claim, JsonObject storageClass, CancellationToken cancellationToken)
    {
        await Api.RecordEventAsync(
            claim, "Normal", "Provisioning", $"External provisioner is provisioning volume for claim \"{claim.Namespace()}/{claim.Name()}\"", cancellationToken).ConfigureAwait(false);
        await Clock.DelayAsync(s_provisioning, cancellationToken).ConfigureAwait(false);
        var name = "pvc-" + claim.Uid();
        var capacity = new JsonObject { ["storage"] = claim.At("spec.resources.requests.storage")?.DeepClone() ?? "1Gi" };
        var modes = claim.At("spec.accessModes")?.DeepClone() ?? new JsonArray("ReadWriteOnce");
        if (Api.Get("", "persistentvolumes", null, name) is null)
        {
            await Api.CreateAsync(new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "PersistentVolume",
                ["metadata"] = new JsonObject
                {
                    ["name"] = name,
                    ["annotations"] = new JsonObject { ["pv.kubernetes.io/provisioned-by"] = storageClass.Text("provisioner") },
                    ["finalizers"] = new JsonArray(VolumeProtection),
                },
                ["spec"] = new JsonObject
                {
                    ["capacity"] = capacity.Copy(),
                    ["accessModes"] = modes.DeepClone(),
                    ["persistentVolumeReclaimPolicy"] = storageClass.Text("reclaimPolicy") ?? "Delete",
                    ["storageClassName"] = storageClass.Name(),
                    ["volumeMode"] = claim.At("spec.volumeMode").AsText() ?? "Filesystem",
                    ["claimRef"] = new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "PersistentVolumeClaim",
                        ["namespace"] = claim.Namespace(),
                        ["name"] = claim.Name(),
                        ["uid"] = claim.Uid(),
                    },
                    ["csi"] = new JsonObject { ["driver"] = storageClass.Text("provisioner"), ["volumeHandle"] = $"projects/{Context.Spec.Project}/zones/{Context.Spec.Location}/disks/{name}" },
                },
            }, cancellationToken).ConfigureAwait(false);
            await Api.UpdateAsync("", "persistentvolumes", null, name, volume =>
            {
                volume.Ensure("status")["phase"] = "Bound";
                return true;
            }, status: true, cancellationToken).ConfigureAwait(false);
        }

        await Api.UpdateAsync("", "persistentvolumeclaims", claim.Namespace(), claim.Name(), current =>
        {
            current.Ensure("spec")["volumeName"] = name;
            current.Ensure("spec")["storageClassName"] = storageClass.Name();
            current.Metadata().Ensure("annotations")["pv.kubernetes.io/bind-completed"] = "yes";
            return true;
        }, status: false, cancellationToken).ConfigureAwait(false);
        await Api.UpdateAsync("", "persistentvolumeclaims", claim.Namespace(), claim.Name(), current =>
        {
            var status = current.Ensure("status");
            status["phase"] = "Bound";
            status["capacity"] = capacity.Copy();
            status["accessModes"] = modes.DeepClone();
            return true;
        }, status: true, cancellationToken).ConfigureAwait(false);
        await Api.RecordEventAsync(claim, "Normal", "ProvisioningSucceeded", $"Successfully provisioned volume {name}", cancellationToken).ConfigureAwait(false);
    }

    private async Task ReleaseAsync(ObjectKey claim, CancellationToken cancellationToken)
    {
        foreach (var volume in Api.List("", "persistentvolumes"))
        {
            var reference = volume.At("spec.claimRef");
            if (reference.Text("namespace") != claim.Namespace || reference.Text("name") != claim.Name)
            {
                continue;
            }

            if (volume.At("spec.persistentVolumeReclaimPolicy").AsText() == "Delete")
            {
                if (!volume.IsTerminating())
                {
                    await Api.DeleteAsync("", "persistentvolumes", null, volume.Name(), cancellationToken).ConfigureAwait(false);
                }

                await Api.UpdateAsync("", "persistentvolumes", null, volume.Name(), current => Finalizers.Remove(current, VolumeProtection), status: false, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                await Api.UpdateAsync("", "persistentvolumes", null, volume.Name(), current =>
                {
                    if (current.At("status.phase").AsText() == "Released")
                    {
                        return false;
                    }

                    current.Ensure("status")["phase"] = "Released";
                    return true;
                }, status: true, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
