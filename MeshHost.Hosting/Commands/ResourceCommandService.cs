using System.Diagnostics;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Executes commands of resources.</summary>
public partial class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _loggers;
    private readonly DistributedApplicationModel _model;
    private readonly IServiceProvider _services;
    private readonly ILogger<ResourceCommandService> _logger;

    internal ResourceCommandService(
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        DistributedApplicationModel model,
        IServiceProvider services,
        ILogger<ResourceCommandService> logger)
    {
        _notifications = notifications;
        _loggers = loggers;
        _model = model;
        _services = services;
        _logger = logger;
    }

    /// <summary>Executes a command without inputs.</summary>
    /// <param name="resourceId">The id or name of the resource.</param>
    /// <param name="commandName">The name of the command.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The outcome; failures are outcomes, not exceptions.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId,
        string commandName,
        CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resourceId, commandName, new InteractionInputCollection([]), cancellationToken);

    /// <summary>Executes a command.</summary>
    /// <param name="resourceId">The id or name of the resource.</param>
    /// <param name="commandName">The name of the command.</param>
    /// <param name="arguments">The inputs, with values.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The outcome; failures are outcomes, not exceptions.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId,
        string commandName,
        InteractionInputCollection arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resourceId);
        ArgumentNullException.ThrowIfNull(commandName);
        ArgumentNullException.ThrowIfNull(arguments);
        var resource = _notifications.TryGetCurrentState(resourceId, out var current) ? current.Resource
            : _model.Resources.TryGetByName(resourceId, out var found) ? found
            : null;

        return resource is null
            ? Task.FromResult(CommandResults.Failure($"Resource '{resourceId}' not found."))
            : ExecuteCoreAsync(resource, resourceId, commandName, arguments, cancellationToken);
    }

    /// <summary>Executes a command without inputs.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="commandName">The name of the command.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The outcome; failures are outcomes, not exceptions.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource,
        string commandName,
        CancellationToken cancellationToken = default) =>
        ExecuteCommandAsync(resource, commandName, new InteractionInputCollection([]), cancellationToken);

    /// <summary>Executes a command.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="commandName">The name of the command.</param>
    /// <param name="arguments">The inputs, with values.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>The outcome; failures are outcomes, not exceptions.</returns>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource,
        string commandName,
        InteractionInputCollection arguments,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(commandName);
        ArgumentNullException.ThrowIfNull(arguments);
        return ExecuteCoreAsync(resource, resource.Name, commandName, arguments, cancellationToken);
    }

    private async Task<ExecuteCommandResult> ExecuteCoreAsync(
        IResource resource,
        string resourceId,
        string commandName,
        InteractionInputCollection arguments,
        CancellationToken cancellationToken)
    {
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().FirstOrDefault(c => c.Name == commandName);
        if (command is null)
        {
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{resourceId}'.");
        }

        Log.Executing(_logger, commandName, resourceId);
        using var activity = HostingTelemetry.Source.StartActivity($"command {commandName}");
        activity?.SetTag("meshhost.resource.name", resource.Name);
        try
        {
            if (await FindInvalidArgumentAsync(command, arguments, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                return CommandResults.Failure(problem);
            }

            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                Services = _services,
                ResourceName = resourceId,
                CancellationToken = cancellationToken,
                Logger = _loggers.GetLogger(resource),
                Arguments = arguments,
            }).ConfigureAwait(false);

            if (!result.Success && !result.Canceled)
            {
                Log.Failed(_logger, commandName, resourceId, result.Message);
                activity?.SetStatus(ActivityStatusCode.Error, result.Message);
            }

            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception exception)
        {
            Log.Faulted(_logger, exception, commandName, resourceId);
            activity?.SetTag("error.type", exception.GetType().FullName);
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            return CommandResults.Failure(exception);
        }
    }

    private async Task<string?> FindInvalidArgumentAsync(
        ResourceCommandAnnotation command,
        InteractionInputCollection arguments,
        CancellationToken cancellationToken)
    {
        if (command.Arguments.FirstOrDefault(a => a.Required && string.IsNullOrEmpty(arguments.GetString(a.Name))) is { } missing)
        {
            return $"Command '{command.Name}' needs a value for '{missing.Label ?? missing.Name}'.";
        }

        if (command.ValidateArguments is null)
        {
            return null;
        }

        var context = new InputsDialogValidationContext
        {
            Inputs = arguments,
            CancellationToken = cancellationToken,
            Services = _services,
        };
        await command.ValidateArguments(context).ConfigureAwait(false);
        return context.Errors.Count > 0 ? string.Join(" ", context.Errors.Select(e => $"{e.InputName}: {e.Message}")) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Executing command '{CommandName}' on resource '{ResourceId}'.")]
        public static partial void Executing(ILogger logger, string commandName, string resourceId);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Command '{CommandName}' on resource '{ResourceId}' failed: {Reason}")]
        public static partial void Failed(ILogger logger, string commandName, string resourceId, string? reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Command '{CommandName}' on resource '{ResourceId}' threw an exception.")]
        public static partial void Faulted(ILogger logger, Exception exception, string commandName, string resourceId);
    }
}
