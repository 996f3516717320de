using System.Diagnostics;

namespace MeshHost.Tests.Helm.Releases;

/// <summary>Records the requests that a test's clients send, by their spans, as "METHOD /path?query".</summary>
internal static class RequestListener
{
    public static IDisposable Start(List<string> requests)
    {
        // Tests run side by side: only what this one sends is wanted.
        var root = new Activity("test").Start();
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MeshHost.Kubernetes" or "MeshHost.Helm",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId && activity.GetTagItem("http.request.method") is string method)
                {
                    lock (requests)
                    {
                        requests.Add($"{method} {new Uri((string)activity.GetTagItem("url.full")!).PathAndQuery}");
                    }
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return new Listening(listener, root);
    }

    private sealed class Listening(ActivityListener listener, Activity root) : IDisposable
    {
        public void Dispose()
        {
            root.Dispose();
            listener.Dispose();
        }
    }
}
