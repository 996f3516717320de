using System.Diagnostics;

namespace MeshHost.Gcp.Http;

/// <summary>Polls an operation to its end: one span with Google's name of the operation, its changes as events.</summary>
internal static class OperationPoller
{
    public static async Task<T> PollAsync<T>(
        GoogleCloudConnection connection,
        string api,
        string resource,
        T operation,
        Func<T, OperationReport> describe,
        Func<T, CancellationToken, Task<T>> poll,
        IProgress<OperationReport>? progress,
        CancellationToken cancellationToken)
    {
        var report = describe(operation);
        using var activity = GcpTelemetry.Source.StartActivity($"{api} operation {report.Type}", ActivityKind.Internal);
        activity?.SetTag("gcp.operation.name", report.Name);
        activity?.SetTag("gcp.operation.type", report.Type);
        activity?.SetTag("gcp.resource", resource);
        try
        {
            var interval = connection.Options.PollInterval;
            progress?.Report(report);
            while (report.Status != "DONE")
            {
                await Task.Delay(interval, connection.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
                interval = interval * 1.5 < connection.Options.MaxPollInterval ? interval * 1.5 : connection.Options.MaxPollInterval;
                operation = await poll(operation, cancellationToken).ConfigureAwait(false);
                var next = describe(operation);
                if (next != report)
                {
                    activity?.AddEvent(new ActivityEvent(next.Status, tags: new() { ["gcp.operation.progress"] = next.Percent, ["detail"] = next.Detail }));
                    progress?.Report(next);
                }

                report = next;
            }

            return operation;
        }
        catch (Exception ex)
        {
            activity.Fail(ex);
            throw;
        }
    }
}
