using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Interactions;
using MeshHost.Hosting.ResourceService.Grpc;
using MeshHost.Hosting.ResourceService.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.ResourceService;

/// <summary>What Aspire's dashboard asks of an application: resources, console logs, commands, interactions.</summary>
internal sealed class DashboardService(
    DistributedApplicationOptions options,
    IHostEnvironment environment,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    InteractionService interactions,
    TimeProvider timeProvider,
    ILogger<DashboardService> logger)
{
    private const string Root = "/aspire.v1.DashboardService/";
    private const int MaxCharactersPerUpdate = 2 * 1024 * 1024;
    private readonly DateTimeOffset _started = timeProvider.GetUtcNow();

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpc<ApplicationInformationRequest, ApplicationInformationResponse>(
            Root + "GetApplicationInformation", ApplicationInformationRequest.Parser, GetApplicationInformationAsync, logger);
        endpoints.MapGrpc<WatchResourcesRequest, WatchResourcesUpdate>(
            Root + "WatchResources", WatchResourcesRequest.Parser, WatchResourcesAsync, logger);
        endpoints.MapGrpc<WatchResourceConsoleLogsRequest, WatchResourceConsoleLogsUpdate>(
            Root + "WatchResourceConsoleLogs", WatchResourceConsoleLogsRequest.Parser, WatchConsoleLogsAsync, logger);
        endpoints.MapGrpc<ResourceCommandRequest, ResourceCommandResponse>(
            Root + "ExecuteResourceCommand", ResourceCommandRequest.Parser, ExecuteCommandAsync, logger);
        endpoints.MapGrpc<WatchInteractionsRequestUpdate, WatchInteractionsResponseUpdate>(
            Root + "WatchInteractions",
            WatchInteractionsRequestUpdate.Parser,
            call => new InteractionStream(interactions, call).RunAsync(),
            logger);
        endpoints.MapUnimplemented(logger);
    }

    // The dashboard's least version is left out: an empty one suits every dashboard.
    private async Task GetApplicationInformationAsync(GrpcCall<ApplicationInformationRequest, ApplicationInformationResponse> call)
    {
        await call.ReadSingleAsync().ConfigureAwait(false);
        await call.WriteAsync(new ApplicationInformationResponse
        {
            ApplicationName = options.DashboardApplicationName ?? environment.ApplicationName,
        }).ConfigureAwait(false);
    }

    /// <summary>Sends all resources in one message, as the dashboard expects first, and then what changes, in batches.</summary>
    private async Task WatchResourcesAsync(GrpcCall<WatchResourcesRequest, WatchResourcesUpdate> call)
    {
        await call.ReadSingleAsync().ConfigureAwait(false);
        using var subscription = notifications.Subscribe();
        var mapper = new ResourceMapper(_started);
        var initial = new InitialResourceData();
        initial.Resources.AddRange(Drain().Select(mapper.Map));
        await call.WriteAsync(new WatchResourcesUpdate { InitialData = initial }).ConfigureAwait(false);

        while (await subscription.Reader.WaitToReadAsync(call.CancellationToken).ConfigureAwait(false))
        {
            var changes = new WatchResourcesChanges();
            changes.Value.AddRange(Drain().Select(e => new WatchResourcesChange { Upsert = mapper.Map(e) }));
            await call.WriteAsync(new WatchResourcesUpdate { Changes = changes }).ConfigureAwait(false);
        }

        // Of several states of a resource that are waiting to be sent only the last one matters.
        IEnumerable<ResourceEvent> Drain()
        {
            var latest = new OrderedDictionary<string, ResourceEvent>(StringComparer.OrdinalIgnoreCase);
            while (subscription.Reader.TryRead(out var resourceEvent))
            {
                latest[resourceEvent.ResourceId] = resourceEvent;
            }

            return latest.Values;
        }
    }

    private async Task WatchConsoleLogsAsync(GrpcCall<WatchResourceConsoleLogsRequest, WatchResourceConsoleLogsUpdate> call)
    {
        var request = await call.ReadSingleAsync().ConfigureAwait(false);
        var name = notifications.TryGetCurrentState(request.ResourceName, out var current) ? current.Resource.Name : request.ResourceName;
        var batches = request.SuppressFollow ? loggers.GetAllAsync(name) : loggers.WatchCoreAsync(name, call.CancellationToken);
        await call.StartAsync().ConfigureAwait(false);
        var lineNumber = 0;
        await foreach (var batch in batches.ConfigureAwait(false))
        {
            var update = new WatchResourceConsoleLogsUpdate();
            var characters = 0;
            foreach (var line in batch)
            {
                if (characters > 0 && characters + line.Content.Length > MaxCharactersPerUpdate)
                {
                    await call.WriteAsync(update).ConfigureAwait(false);
                    update = new WatchResourceConsoleLogsUpdate();
                    characters = 0;
                }

                characters += line.Content.Length;
                update.LogLines.Add(new ConsoleLogLine { Text = line.Content, IsStdErr = line.IsErrorMessage, LineNumber = ++lineNumber });
            }

            await call.WriteAsync(update).ConfigureAwait(false);
        }
    }

    /// <summary>Executes a command. Unlike the service behind it, it refuses those that the dashboard shows as disabled.</summary>
    private async Task ExecuteCommandAsync(GrpcCall<ResourceCommandRequest, ResourceCommandResponse> call)
    {
        var request = await call.ReadSingleAsync().ConfigureAwait(false);
        var result = notifications.TryGetCurrentState(request.ResourceName, out var current)
            && current.Snapshot.Commands.FirstOrDefault(c => c.Name == request.CommandName) is { State: not ResourceCommandStateEnabled } command
            ? CommandResults.Failure($"Command '{command.DisplayName}' cannot be executed while the resource is in state '{current.Snapshot.State?.Text}'.")
            : await commands.ExecuteCommandAsync(
                request.ResourceName,
                request.CommandName,
                CommandArguments.Read(current?.Resource, request),
                call.CancellationToken).ConfigureAwait(false);
        await call.WriteAsync(CommandArguments.ToResponse(result)).ConfigureAwait(false);
    }

    // Both the model and the wire have a type of this name.
    private const Aspire.Hosting.ApplicationModel.ResourceCommandState ResourceCommandStateEnabled =
        Aspire.Hosting.ApplicationModel.ResourceCommandState.Enabled;
}
