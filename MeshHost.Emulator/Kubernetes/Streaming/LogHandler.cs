using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Http;
using MeshHost.Emulator.Kubernetes.Json;
using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Kubernetes.Streaming;

/// <summary>Answers pod logs.</summary>
internal sealed class LogHandler(PodAccess pods)
{
    public async Task LogAsync(ApiRequest request, string ns, string name)
    {
        var pod = pods.Get(name, ns);
        var container = PodAccess.ContainerOf(pod, request.Query("container"));
        if (request.Query("previous") is "true" or "1")
        {
            throw ApiErrors.BadRequest($"previous terminated container \"{container}\" in pod \"{name}\" not found");
        }

        CheckStarted(pod, name, container);
        foreach (var option in (string[])["timestamps", "sinceSeconds", "sinceTime"])
        {
            if (request.Query(option) is { Length: > 0 } and not "false")
            {
                request.Http.Response.Headers.Append("Warning", $"299 - \"the emulator does not model the log option {option}\"");
            }
        }

        var follow = request.Query("follow") is "true" or "1";
        int? tail = int.TryParse(request.Query("tailLines"), CultureInfo.InvariantCulture, out var wanted) ? Math.Max(0, wanted) : null;
        var lines = pods.Network.LogsAsync(ns, name, container, follow, tail, request.Aborted);
        request.Http.Response.ContentType = "text/plain";
        await request.Http.Response.StartAsync(request.Aborted).ConfigureAwait(false);
        try
        {
            await foreach (var line in lines.ConfigureAwait(false))
            {
                await WriteAsync(request, line + "\n").ConfigureAwait(false);
                if (follow)
                {
                    await request.Http.Response.Body.FlushAsync(request.Aborted).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (request.Aborted.IsCancellationRequested)
        {
            // Whoever followed has gone.
        }
    }

    private static async Task WriteAsync(ApiRequest request, string text) =>
        await request.Http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), request.Aborted).ConfigureAwait(false);

    private static void CheckStarted(JsonObject pod, string name, string container)
    {
        var status = pod.Object("status").Array("containerStatuses").Objects()
            .Concat(pod.Object("status").Array("initContainerStatuses").Objects())
            .FirstOrDefault(item => item.Text("name") == container);
        if (status.Object("state").Object("waiting").Text("reason") is { } reason && (status.Integer("restartCount") ?? 0) == 0)
        {
            throw ApiErrors.BadRequest(
                reason is "ErrImagePull" or "ImagePullBackOff"
                    ? $"container \"{container}\" in pod \"{name}\" is waiting to start: trying and failing to pull image"
                    : $"container \"{container}\" in pod \"{name}\" is waiting to start: {reason}");
        }
    }
}
