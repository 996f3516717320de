using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace MeshHost.Kubernetes;

/// <summary>List, then watch; and again where the server lost the thread. Where the caller has the object already, the watch starts from its version.</summary>
internal sealed partial class ResourceWatcher(
    KubernetesClient client, KubernetesTransport transport, GroupVersionKind kind, string? ns, WatchOptions options, KubernetesObject? start = null)
{
    // The server ends a watch after this long; shorter than the idle time-outs of the usual load balancers.
    private const int WatchSeconds = 290;

    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly RetryDelay _delay = new();
    private string? _resourceVersion;

    public async IAsyncEnumerable<WatchEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ApiResource resource = await client.Discovery.ResolveAsync(kind, cancellationToken).ConfigureAwait(false);
        int failures = 0;
        bool synced = false;
        if (start is not null)
        {
            _known[KeyOf(start)] = Known.Of(start);
            _resourceVersion = start.ResourceVersion;
            synced = true;
        }

        while (true)
        {
            if (_resourceVersion is null)
            {
                if (await TryListAsync(resource, synced, cancellationToken).ConfigureAwait(false) is not { } changes)
                {
                    await Task.Delay(_delay.For(Math.Min(failures++, 6), null), transport.Time, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                foreach (WatchEvent change in changes)
                {
                    yield return change;
                }

                synced = true;
                yield return new WatchEvent(WatchEventType.Synced, null);
            }

            await foreach (WatchEvent change in StreamAsync(resource, cancellationToken).ConfigureAwait(false))
            {
                failures = 0;
                yield return change;
            }

            // A server that ends every watch at once must not be asked in a tight loop.
            await Task.Delay(_delay.For(Math.Min(failures++, 6), null), transport.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Lists; <see langword="null"/> where it should be tried again. Only the first list has to succeed: from then on the watch outlives any outage.</summary>
    private async Task<List<WatchEvent>?> TryListAsync(ApiResource resource, bool synced, CancellationToken cancellationToken)
    {
        try
        {
            return await ListAsync(resource, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException exception) when (synced && exception.IsTransient)
        {
            Log.Interrupted(transport.Logger, exception.Operation, exception.Message);
            return null;
        }
    }

    private async Task<List<WatchEvent>> ListAsync(ApiResource resource, CancellationToken cancellationToken)
    {
        ListOptions list = new() { LabelSelector = options.LabelSelector, FieldSelector = options.FieldSelector };
        (List<KubernetesObject> objects, _resourceVersion) = await client.ListPagesAsync(resource, ns, list, cancellationToken).ConfigureAwait(false);
        List<WatchEvent> changes = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (KubernetesObject obj in objects)
        {
            string key = KeyOf(obj);
            seen.Add(key);
            if (!_known.TryGetValue(key, out Known? known))
            {
                changes.Add(new WatchEvent(WatchEventType.Added, obj));
            }
            else if (known.Uid != obj.Uid)
            {
                changes.Add(new WatchEvent(WatchEventType.Deleted, known.ToObject(kind)));
                changes.Add(new WatchEvent(WatchEventType.Added, obj));
            }
            else if (known.ResourceVersion != obj.ResourceVersion)
            {
                changes.Add(new WatchEvent(WatchEventType.Modified, obj));
            }

            _known[key] = Known.Of(obj);
        }

        foreach ((string key, Known gone) in _known.Where(known => !seen.Contains(known.Key)).ToList())
        {
            _known.Remove(key);
            changes.Add(new WatchEvent(WatchEventType.Deleted, gone.ToObject(kind)));
        }

        return changes;
    }

    private async IAsyncEnumerable<WatchEvent> StreamAsync(ApiResource resource, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KubernetesRequest request = new()
        {
            Method = HttpMethod.Get,
            Path = new QueryBuilder(resource.PathTo(ns))
                .Add("watch", true)
                .Add("allowWatchBookmarks", true)
                .Add("resourceVersion", _resourceVersion)
                .Add("timeoutSeconds", WatchSeconds.ToString(CultureInfo.InvariantCulture))
                .Add("labelSelector", options.LabelSelector)
                .Add("fieldSelector", options.FieldSelector)
                .ToString(),
            Operation = $"watch {resource.Kind}{(ns is null ? "" : $" in {ns}")}",
            Kind = resource.Kind,
            Namespace = ns,
        };
        HttpResponseMessage response;
        try
        {
            response = await transport.OpenAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (KubernetesApiException exception) when (exception.StatusCode == 410)
        {
            _resourceVersion = null;
            yield break;
        }
        catch (KubernetesApiException exception) when (exception.IsTransient)
        {
            Log.Interrupted(transport.Logger, request.Operation, exception.Message);
            yield break;
        }

        using (response)
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            PipeReader reader = PipeReader.Create(body);
            try
            {
                while (await ReadLineAsync(reader, request, cancellationToken).ConfigureAwait(false) is { } line)
                {
                    if (Interpret(line, request) is { } change)
                    {
                        yield return change;
                    }

                    if (_resourceVersion is null)
                    {
                        yield break;
                    }
                }
            }
            finally
            {
                await reader.CompleteAsync().ConfigureAwait(false);
            }
        }
    }

    private WatchEvent? Interpret(JsonObject line, KubernetesRequest request)
    {
        if (line["object"] is not JsonObject json)
        {
            return null;
        }

        string type = line.StringAt("type") ?? "";
        if (type == "ERROR")
        {
            if (json.LongAt("code") == 410)
            {
                _resourceVersion = null;
                return null;
            }

            KubernetesApiException failure = StatusReader.FromWatchError(request, json);
            return failure.IsTransient ? null : throw failure;
        }

        line.Remove("object");
        KubernetesObject obj = new(json);
        _resourceVersion = obj.ResourceVersion ?? _resourceVersion;
        string key = KeyOf(obj);
        switch (type)
        {
            case "ADDED" or "MODIFIED":
                bool isNew = !_known.ContainsKey(key);
                _known[key] = Known.Of(obj);
                return new WatchEvent(isNew ? WatchEventType.Added : WatchEventType.Modified, obj);
            case "DELETED":
                _known.Remove(key);
                return new WatchEvent(WatchEventType.Deleted, obj);
            default:
                return null; // BOOKMARK: only its version counts
        }
    }

    private async Task<JsonObject?> ReadLineAsync(PipeReader reader, KubernetesRequest request, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                ReadResult read = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (read.Buffer.PositionOf((byte)'\n') is { } end)
                {
                    JsonObject? line = Parse(read.Buffer.Slice(0, end));
                    reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                    if (line is not null)
                    {
                        return line;
                    }

                    continue;
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    return null;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested(); // also where it was cut at that moment

            // Cut in the middle, perhaps of a line: what was delivered is known by its version, and the next watch starts there.
            Log.Interrupted(transport.Logger, request.Operation, exception.Message);
            return null;
        }
    }

    private static JsonObject? Parse(ReadOnlySequence<byte> line)
    {
        if (line.Length <= 1)
        {
            return null;
        }

        Utf8JsonReader reader = new(line);
        return JsonNode.Parse(ref reader) as JsonObject;
    }

    private static string KeyOf(KubernetesObject obj) => $"{obj.Namespace}/{obj.Name}";

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Interrupted: {Operation}: {Reason}; it continues from the last version seen")]
        public static partial void Interrupted(ILogger logger, string operation, string reason);
    }

    /// <summary>What is remembered of an object between events: enough to notice, later, that it is gone.</summary>
    private sealed record Known(string Name, string? Namespace, string? Uid, string? ResourceVersion)
    {
        public static Known Of(KubernetesObject obj) => new(obj.Name, obj.Namespace, obj.Uid, obj.ResourceVersion);

        public KubernetesObject ToObject(GroupVersionKind kind)
        {
            JsonObject metadata = new() { ["name"] = Name };
            if (Namespace is not null)
            {
                metadata["namespace"] = Namespace;
            }

            if (Uid is not null)
            {
                metadata["uid"] = Uid;
            }

            return new KubernetesObject(new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = metadata });
        }
    }
}
