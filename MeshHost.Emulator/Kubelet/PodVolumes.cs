using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Kubelet;

/// <summary>What a pod needs of config maps, secrets and claims before its containers can start.</summary>
internal sealed class PodVolumes(JsonObject pod, ControllerContext context)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(2);

    /// <summary>Waits until all volumes can be mounted, and tells what is missing by events as the kubelet does.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        string? reported = null;
        while (MissingVolume() is { } missing)
        {
            if (missing != reported)
            {
                reported = missing;
                await context.Api.RecordEventAsync(pod, "Warning", "FailedMount", missing, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(context.Clock.Interval(s_poll, TimeSpan.FromMilliseconds(20)), context.Clock.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The error of a variable whose source is missing, or <see langword="null"/>.</summary>
    public string? MissingEnvironment(JsonObject container)
    {
        foreach (var variable in container.Array("env").Objects())
        {
            var error = MissingKey(variable.At("valueFrom.secretKeyRef"), "secrets", "secret") ?? MissingKey(variable.At("valueFrom.configMapKeyRef"), "configmaps", "configmap");
            if (error is not null)
            {
                return error;
            }
        }

        foreach (var source in container.Array("envFrom").Objects())
        {
            var error = MissingSource(source.Object("secretRef"), "secrets", "secret") ?? MissingSource(source.Object("configMapRef"), "configmaps", "configmap");
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private string? MissingKey(JsonNode? reference, string resource, string kind)
    {
        if (reference is not JsonObject || reference.Boolean("optional") == true)
        {
            return null;
        }

        var name = reference.Text("name") ?? "";
        if (Find(resource, name) is not { } source)
        {
            return $"{kind} \"{name}\" not found";
        }

        var key = reference.Text("key") ?? "";
        return source.Object("data")?[key] is null && source.Object("binaryData")?[key] is null
            ? $"couldn't find key {key} in {(kind == "secret" ? "Secret" : "ConfigMap")} {pod.Namespace()}/{name}"
            : null;
    }

    private string? MissingSource(JsonObject? reference, string resource, string kind) =>
        reference is not null && reference.Boolean("optional") != true && Find(resource, reference.Text("name") ?? "") is null
            ? $"{kind} \"{reference.Text("name")}\" not found"
            : null;

    private string? MissingVolume()
    {
        foreach (var volume in (pod.At("spec.volumes") as JsonArray).Objects())
        {
            var name = volume.Text("name");
            var missing = MissingObject(volume.Object("secret"), "secretName", "secrets", "secret")
                ?? MissingObject(volume.Object("configMap"), "name", "configmaps", "configmap")
                ?? (volume.At("projected.sources") as JsonArray).Objects()
                    .Select(source => MissingObject(source.Object("secret"), "name", "secrets", "secret") ?? MissingObject(source.Object("configMap"), "name", "configmaps", "configmap"))
                    .FirstOrDefault(error => error is not null);
            if (missing is not null)
            {
                return $"MountVolume.SetUp failed for volume \"{name}\" : {missing}";
            }

            if (volume.At("persistentVolumeClaim.claimName").AsText() is { } claimName)
            {
                var claim = Find("persistentvolumeclaims", claimName);
                if (claim is null)
                {
                    return $"persistentvolumeclaim \"{claimName}\" not found";
                }

                if (claim.At("status.phase").AsText() != "Bound")
                {
                    return $"Unable to attach or mount volumes: unmounted volumes=[{name}], unattached volumes=[], failed to process volumes=[]: pod has unbound immediate PersistentVolumeClaims";
                }
            }
        }

        return null;
    }

    private string? MissingObject(JsonObject? source, string nameField, string resource, string kind) =>
        source is not null && source.Boolean("optional") != true && source.Text(nameField) is { } name && Find(resource, name) is null
            ? $"{kind} \"{name}\" not found"
            : null;

    private JsonObject? Find(string resource, string name) => context.Api.Get("", resource, pod.Namespace(), name);
}
