using System.Diagnostics;
using Aspire.Hosting;
using MeshHost.Lifecycle.Graph;
using MeshHost.Lifecycle.Telemetry;
using MeshHost.Tests.Resources.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace MeshHost.Tests.Hosting;

public sealed class OtlpTests : HostTest
{
    [Theory]
    [InlineData("true", "mesh-cluster")]
    [InlineData("false", "meshhost")]
    public async Task Spans_and_logs_are_sent_in_the_name_of_their_resource_when_that_is_asked_for(string byResource, string expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var source = new ActivitySource("MeshHost.Tests." + Guid.NewGuid().ToString("N"));
        var id = Guid.NewGuid().ToString("N");
        var builder = CreateBuilder(
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Address}",
            "--OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=a-key",
            $"--MeshHost:Telemetry:ServicePerResource={byResource}");
        builder.AddResource(new Widget("mesh-cluster")).WithLifecycle(new ScriptedLifecycle());
        await using (var application = await OpenAsync(builder))
        {
            _ = application.Services.GetRequiredService<TracerProvider>();
            using (var node = source.StartActivity($"provision {id}"))
            {
                node!.SetTag("aspire.resource.name", "mesh-cluster");
                using var call = source.StartActivity($"call {id}");
            }

            source.StartActivity($"rollout {id}")!.Dispose();
            var known = application.Services.GetRequiredService<LifecycleGraph>().Find("mesh-cluster")!;
            var logger = application.Services.GetRequiredService<NodeLoggers>().For(known);
            if (logger.IsEnabled(LogLevel.Information))
            {
                logger.LogInformation("written {Id}", id);
            }
        }

        var ours = receiver.Items.Where(i => i.Text.Contains(id, StringComparison.Ordinal)).ToList();
        Assert.Equal(4, ours.Count);
        Assert.Equal(expected, ours.Single(i => i.Text == $"provision {id}").Service);
        Assert.Equal(expected, ours.Single(i => i.Text == $"call {id}").Service);
        Assert.Equal("meshhost", ours.Single(i => i.Text == $"rollout {id}").Service);
        Assert.Equal(expected, ours.Single(i => i.Signal == "log").Service);

        // Aspire's dashboard takes name and instance together for the resource's name.
        Assert.All(ours, i => Assert.Equal(i.Service == "meshhost", i.Instance is not null));
        Assert.All(receiver.Keys, k => Assert.Equal("a-key", k));
    }
}
