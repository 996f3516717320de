using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using MeshHost.Hosting.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace MeshHost.Hosting.Health;

/// <summary>
/// Runs registered health checks by name. The framework's own service looks at every registration for every run and logs each
/// unhealthy result as an error, which is the normal course of things while resources come up.
/// </summary>
internal sealed class HealthCheckRunner(
    IOptions<HealthCheckServiceOptions> options,
    IServiceScopeFactory scopes,
    TimeProvider timeProvider)
{
    private readonly Lazy<Dictionary<string, HealthCheckRegistration>> _registrations = new(() =>
    {
        var byName = new Dictionary<string, HealthCheckRegistration>(StringComparer.OrdinalIgnoreCase);
        foreach (var registration in options.Value.Registrations)
        {
            if (!byName.TryAdd(registration.Name, registration))
            {
                throw new ArgumentException($"Health check '{registration.Name}' is registered twice. Give each registration its own name.");
            }
        }

        return byName;
    });

    /// <summary>The checks of a resource and of those that it is part of.</summary>
    public static ImmutableArray<string> KeysOf(IResource resource) =>
    [
        .. resource.AncestorsAndSelf()
            .SelectMany(r => r.Annotations.OfType<HealthCheckAnnotation>())
            .Select(a => a.Key)
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    public void ThrowIfUnregistered(IEnumerable<IResource> resources)
    {
        string[] missing =
        [
            .. from resource in resources
               from annotation in resource.Annotations.OfType<HealthCheckAnnotation>()
               where !_registrations.Value.ContainsKey(annotation.Key)
               select $"A health check registration is missing: resource '{resource.Name}' has health check '{annotation.Key}', which is not "
                   + "registered. Register it with builder.Services.AddHealthChecks().",
        ];
        if (missing.Length > 0)
        {
            throw new OptionsValidationException(nameof(HealthCheckServiceOptions), typeof(HealthCheckServiceOptions), missing);
        }
    }

    public async Task<ImmutableArray<HealthReportSnapshot>> RunAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var reports = await Task.WhenAll(keys.Select(key => RunAsync(key, cancellationToken))).ConfigureAwait(false);
        foreach (var report in reports)
        {
            HostingTelemetry.HealthChecks.Add(1, KeyValuePair.Create<string, object?>("meshhost.health.status", report.Status?.ToString()));
        }

        return [.. reports];
    }

    private async Task<HealthReportSnapshot> RunAsync(string key, CancellationToken cancellationToken)
    {
        if (!_registrations.Value.TryGetValue(key, out var registration))
        {
            return Unhealthy(key, $"No health check is registered under '{key}'.", exception: null);
        }

        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = registration.Timeout > TimeSpan.Zero
            ? timeProvider.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), limited, registration.Timeout, Timeout.InfiniteTimeSpan)
            : null;
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            try
            {
                // Off the caller's thread: a check that blocks must not hold up those of the same resource.
                var result = await Task.Run(
                    () => registration.Factory(scope.ServiceProvider)
                        .CheckHealthAsync(new HealthCheckContext { Registration = registration }, limited.Token),
                    limited.Token).ConfigureAwait(false);
                return new HealthReportSnapshot(key, result.Status, result.Description, result.Exception?.ToString())
                {
                    LastRunAt = Now(),
                };
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (OperationCanceledException exception) when (limited.IsCancellationRequested)
            {
                return Unhealthy(key, $"The health check did not answer within {registration.Timeout}.", exception);
            }
            catch (Exception exception)
            {
                return Unhealthy(key, exception.Message, exception);
            }
        }
    }

    private HealthReportSnapshot Unhealthy(string key, string description, Exception? exception) =>
        new(key, HealthStatus.Unhealthy, description, exception?.ToString()) { LastRunAt = Now() };

    private DateTime Now() => timeProvider.GetUtcNow().UtcDateTime;
}
