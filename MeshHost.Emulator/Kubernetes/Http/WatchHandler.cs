using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Selectors;
using MeshHost.Emulator.Kubernetes.Storage;
using MeshHost.Emulator.Kubernetes.Tables;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Http;

/// <summary>Streams changes to a watching client until its time is up or it goes.</summary>
internal sealed class WatchHandler(ClusterState state, TableRenderer tables, CancellationToken stopping)
{
    private static readonly TimeSpan s_bookmarkInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_defaultDuration = TimeSpan.FromMinutes(45);

    public async Task WatchAsync(ApiRequest request, ResourceType type, string? ns, string? name)
    {
        if (request.Flag("sendInitialEvents") && request.Query("sendInitialEvents") is not null)
        {
            throw new StatusException(422, "Invalid", "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        }

        var filter = new WatchFilter(
            ns, name, LabelSelector.Parse(request.Query("labelSelector")), FieldSelector.Parse(type, request.Query("fieldSelector")));
        var version = ReadVersion(request);
        using var watch = state.Store.Watch(type.Group, type.Plural, version);
        request.Http.Response.ContentType = "application/json";
        request.Http.Response.Headers.CacheControl = "no-cache, private";
        if (watch is null)
        {
            var status = ApiErrors.Expired($"too old resource version: {version} ({state.Store.Revision})").ToStatus();
            await WriteAsync(request, ObjectRenderer.Line("ERROR", status), request.Aborted).ConfigureAwait(false);
            return;
        }

        var duration = int.TryParse(request.Query("timeoutSeconds"), CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(seconds)
            : s_defaultDuration;
        using var deadline = new CancellationTokenSource(duration, TimeProvider.System);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, deadline.Token, stopping);
        try
        {
            await request.Http.Response.StartAsync(ended.Token).ConfigureAwait(false);
            await StreamAsync(request, type, watch, filter, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The client has gone, or its time is up: the stream just ends.
        }
    }

    private static long? ReadVersion(ApiRequest request)
    {
        var text = request.Query("resourceVersion");
        if (string.IsNullOrEmpty(text) || text == "0")
        {
            return null;
        }

        return long.TryParse(text, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new StatusException(422, "Invalid", $"ListOptions.meta.k8s.io \"\" is invalid: resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }

    private static async ValueTask WriteAsync(ApiRequest request, byte[] line, CancellationToken ct)
    {
        await request.Http.Response.Body.WriteAsync(line, ct).ConfigureAwait(false);
        await request.Http.Response.Body.FlushAsync(ct).ConfigureAwait(false);
    }

    private async Task StreamAsync(ApiRequest request, ResourceType type, StoreWatch watch, WatchFilter filter, CancellationToken ct)
    {
        var renderer = new ObjectRenderer(state, tables, request);
        var bookmarks = request.Flag("allowWatchBookmarks") && request.Query("allowWatchBookmarks") is not null;
        var sent = watch.InitialVersion;
        var first = true;
        await request.Http.Response.Body.FlushAsync(ct).ConfigureAwait(false);
        var readable = watch.Reader.WaitToReadAsync(ct).AsTask();
        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var bookmarkDue = Task.Delay(s_bookmarkInterval, state.Time, pause.Token);
            if (bookmarks && await Task.WhenAny(readable, bookmarkDue).ConfigureAwait(false) == bookmarkDue)
            {
                await WriteAsync(request, Bookmark(type, Math.Max(sent, state.Store.Revision)), ct).ConfigureAwait(false);
                continue;
            }

            await pause.CancelAsync().ConfigureAwait(false);
            if (!await readable.ConfigureAwait(false))
            {
                return;
            }

            while (watch.Reader.TryRead(out var change))
            {
                sent = change.Object.ResourceVersion;
                if (filter.EventFor(change) is { } eventType)
                {
                    var line = renderer.Event(type, eventType, change.Object, first);
                    first = false;
                    await request.Http.Response.Body.WriteAsync(line, ct).ConfigureAwait(false);
                }
            }

            await request.Http.Response.Body.FlushAsync(ct).ConfigureAwait(false);
            readable = watch.Reader.WaitToReadAsync(ct).AsTask();
        }
    }

    private static byte[] Bookmark(ResourceType type, long version) => ObjectRenderer.Line("BOOKMARK", new JsonObject
    {
        ["kind"] = type.Kind,
        ["apiVersion"] = type.ApiVersion,
        ["metadata"] = new JsonObject
        {
            ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture),
            ["creationTimestamp"] = null,
        },
    });
}
