using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace MeshHost.Hosting.Parameters;

/// <summary>Resolves parameters when the application starts, and shows on each whether it has a value.</summary>
internal sealed partial class ParameterProcessor(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ParameterPrompt prompt,
    TimeProvider timeProvider,
    ILogger<ParameterProcessor> logger)
{
    private const string ValueProperty = "Value";

    public void Resolve(IEnumerable<ParameterResource> parameters)
    {
        List<ParameterResource> missing = [];
        foreach (var parameter in parameters)
        {
            parameter.Resolution = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                SetValue(parameter, parameter.ValueInternal);
            }
            catch (MissingParameterValueException exception)
            {
                Publish(parameter, new ResourceStateSnapshot(KnownResourceStates.ValueMissing, KnownResourceStateStyles.Warn));
                Log.ValueMissing(loggers.GetLogger(parameter), exception.Message);
                if (prompt.IsAvailable)
                {
                    missing.Add(parameter);
                    continue;
                }

                Log.ValueMissing(logger, exception.Message);
                Fail(parameter, exception);
            }
            catch (Exception exception)
            {
                Log.ValueFailed(loggers.GetLogger(parameter), exception);
                Publish(parameter, new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error));
                Fail(parameter, exception);
            }
        }

        if (missing.Count > 0)
        {
            prompt.Ask(missing, SetValue, Fail);
        }
    }

    private void SetValue(ParameterResource parameter, string value)
    {
        parameter.Resolution?.TrySetResult(value);
        _ = notifications.PublishUpdateAsync(parameter, snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(KnownResourceStates.Running, KnownResourceStateStyles.Success),
            StartTimeStamp = timeProvider.GetUtcNow().UtcDateTime,
            Properties =
            [
                .. snapshot.Properties.Where(p => p.Name != ValueProperty),
                new ResourcePropertySnapshot(ValueProperty, value) { IsSensitive = parameter.Secret },
            ],
        });
    }

    private static void Fail(ParameterResource parameter, Exception exception)
    {
        parameter.Resolution?.TrySetException(exception);

        // A parameter that nobody reads is no failure of the application: its exception counts as seen.
        _ = parameter.Resolution?.Task.Exception;
    }

    private void Publish(ParameterResource parameter, ResourceStateSnapshot state) =>
        _ = notifications.PublishUpdateAsync(parameter, snapshot => snapshot with { State = state });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Message}")]
        public static partial void ValueMissing(ILogger logger, string message);

        [LoggerMessage(Level = LogLevel.Error, Message = "The value of the parameter could not be determined.")]
        public static partial void ValueFailed(ILogger logger, Exception exception);
    }
}
