using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using WireHealthStatus = MeshHost.Hosting.ResourceService.Wire.HealthStatus;
using WireIconVariant = MeshHost.Hosting.ResourceService.Wire.IconVariant;

namespace MeshHost.Hosting.ResourceService;

/// <summary>Turns snapshots into what the dashboard reads.</summary>
internal sealed class ResourceMapper(DateTimeOffset started)
{
    public Wire.Resource Map(ResourceEvent resourceEvent)
    {
        var snapshot = resourceEvent.Snapshot;
        var resource = new Wire.Resource
        {
            Name = resourceEvent.ResourceId,
            Uid = resourceEvent.ResourceId,
            DisplayName = resourceEvent.Resource.Name,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? string.Empty,
            StateStyle = snapshot.State?.Style ?? string.Empty,
            CreatedAt = snapshot.CreationTimeStamp is { } created ? ToTimestamp(created) : Timestamp.FromDateTimeOffset(started),
            StartedAt = ToTimestampOrNull(snapshot.StartTimeStamp),
            StoppedAt = ToTimestampOrNull(snapshot.StopTimeStamp),
            IsHidden = snapshot.IsHidden,
            SupportsDetailedTelemetry = true,
        };
        if (snapshot.IconName is { } icon)
        {
            resource.IconName = icon;
            resource.IconVariant = ToWire(snapshot.IconVariant);
        }

        resource.Properties.AddRange(StandardProperties(resourceEvent));
        resource.Properties.AddRange(snapshot.Properties.Select(ToWire));
        resource.Urls.AddRange(snapshot.Urls.Select(ToWire));
        resource.HealthReports.AddRange(snapshot.HealthReports.Select(ToWire));
        resource.Commands.AddRange(snapshot.Commands.Where(c => c.Visibility.HasFlag(ResourceCommandVisibility.UI)).Select(ToWire));
        resource.Relationships.AddRange(snapshot.Relationships.Select(
            r => new Wire.ResourceRelationship { ResourceName = r.ResourceName, Type = r.Type }));
        resource.Environment.AddRange(snapshot.EnvironmentVariables.Select(ToWire));
        resource.Volumes.AddRange(snapshot.Volumes.Select(v => new Wire.Volume
        {
            Source = v.Source ?? string.Empty,
            Target = v.Target,
            MountType = v.MountType,
            IsReadOnly = v.IsReadOnly,
        }));
        return resource;
    }

    private static IEnumerable<Wire.ResourceProperty> StandardProperties(ResourceEvent resourceEvent)
    {
        var snapshot = resourceEvent.Snapshot;
        (string Name, string? Value)[] properties =
        [
            ("resource.uid", resourceEvent.ResourceId),
            ("resource.name", resourceEvent.ResourceId),
            ("resource.type", snapshot.ResourceType),
            ("resource.displayName", resourceEvent.Resource.Name),
            ("resource.state", snapshot.State?.Text),
            ("resource.exitCode", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture)),
            ("resource.createTime", RoundTrip(snapshot.CreationTimeStamp)),
            ("resource.startTime", RoundTrip(snapshot.StartTimeStamp)),
            ("resource.stopTime", RoundTrip(snapshot.StopTimeStamp)),
            ("resource.healthState", snapshot.HealthStatus?.ToString()),
        ];
        return properties.Select(p => new Wire.ResourceProperty { Name = p.Name, Value = ToValue(p.Value), IsSensitive = false });
    }

    private static string? RoundTrip(DateTime? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static Wire.ResourceProperty ToWire(ResourcePropertySnapshot property)
    {
        var wire = new Wire.ResourceProperty
        {
            Name = property.Name,
            Value = ToValue(property.Value),
            IsSensitive = property.IsSensitive,
            IsHighlighted = property.IsHighlighted,
        };
        if (property.DisplayName is { } displayName)
        {
            wire.DisplayName = displayName;
        }

        if (property.SortOrder is { } order)
        {
            wire.SortOrder = order;
        }

        return wire;
    }

    private static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        int number => Value.ForNumber(number),
        IEnumerable<string> texts => Value.ForList([.. texts.Select(Value.ForString)]),
        IEnumerable<int> numbers => Value.ForList([.. numbers.Select(n => Value.ForNumber(n))]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty),
    };

    private static Wire.Url ToWire(UrlSnapshot url)
    {
        var wire = new Wire.Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            DisplayProperties = new Wire.UrlDisplayProperties
            {
                SortOrder = url.DisplayProperties.SortOrder,
                DisplayName = url.DisplayProperties.DisplayName,
            },
        };
        if (url.Name is { } name)
        {
            wire.EndpointName = name;
        }

        return wire;
    }

    private static Wire.HealthReport ToWire(HealthReportSnapshot report)
    {
        var wire = new Wire.HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? string.Empty,
            Exception = report.ExceptionText ?? string.Empty,
            LastRunAt = ToTimestampOrNull(report.LastRunAt),
        };
        if (report.Status is { } status)
        {
            wire.Status = status switch
            {
                HealthStatus.Healthy => WireHealthStatus.Healthy,
                HealthStatus.Degraded => WireHealthStatus.Degraded,
                _ => WireHealthStatus.Unhealthy,
            };
        }

        return wire;
    }

    private static Wire.ResourceCommand ToWire(ResourceCommandSnapshot command)
    {
        var wire = new Wire.ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.IsHighlighted,
            State = command.State switch
            {
                ResourceCommandState.Enabled => Wire.ResourceCommandState.Enabled,
                ResourceCommandState.Disabled => Wire.ResourceCommandState.Disabled,
                _ => Wire.ResourceCommandState.Hidden,
            },
        };
        if (command.ConfirmationMessage is { } confirmation)
        {
            wire.ConfirmationMessage = confirmation;
        }

        if (command.DisplayDescription is { } description)
        {
            wire.DisplayDescription = description;
        }

        if (command.IconName is { } icon)
        {
            wire.IconName = icon;
            wire.IconVariant = ToWire(command.IconVariant);
        }

        wire.ArgumentInputs.AddRange(command.Arguments.Select(InputMapper.ToWire));
        return wire;
    }

    private static Wire.EnvironmentVariable ToWire(EnvironmentVariableSnapshot variable)
    {
        var wire = new Wire.EnvironmentVariable { Name = variable.Name, IsFromSpec = variable.IsFromSpec };
        if (variable.Value is { } value)
        {
            wire.Value = value;
        }

        return wire;
    }

    private static WireIconVariant ToWire(IconVariant? variant) =>
        variant == IconVariant.Regular ? WireIconVariant.Regular : WireIconVariant.Filled;

    private static Timestamp? ToTimestampOrNull(DateTime? time) => time is { } value ? ToTimestamp(value) : null;

    private static Timestamp ToTimestamp(DateTime time) =>
        Timestamp.FromDateTime(time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
