using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.Hosting;

/// <summary>Receives telemetry by OTLP over gRPC and remembers in whose name it came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        _application = builder.Build();
        _application.MapPost("/{service}/Export", ReceiveAsync);
    }

    /// <summary>What came: the signal, the service's name and instance, and the name of the span or the text of the log line.</summary>
    public ConcurrentQueue<(string Signal, string Service, string? Instance, string Text)> Items { get; } = new();

    public ConcurrentQueue<string?> Keys { get; } = new();

    public Uri Address => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._application.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context, string service)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Keys.Enqueue(context.Request.Headers["x-otlp-api-key"]);
        var signal = service.Contains("trace", StringComparison.Ordinal) ? "span" : service.Contains("logs", StringComparison.Ordinal) ? "log" : "metric";
        foreach (var group in Messages(body.ToArray()[5..], 1))
        {
            var attributes = Messages(group, 1).SelectMany(r => Messages(r, 1))
                .ToDictionary(a => Text(Messages(a, 1).Single()), a => Text(Messages(Messages(a, 2).Single(), 1).SingleOrDefault() ?? []), StringComparer.Ordinal);
            foreach (var item in Messages(group, 2).SelectMany(scope => Messages(scope, 2)))
            {
                // The name of a span is its field 5; the body of a log record too, as a value whose text is field 1. Metrics have neither.
                if (signal != "metric" && Messages(item, 5) is [var content])
                {
                    var text = signal == "log" ? Messages(content, 1).FirstOrDefault() ?? [] : content;
                    Items.Enqueue((signal, attributes["service.name"], attributes.GetValueOrDefault("service.instance.id"), Text(text)));
                }
            }
        }

        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);

    private static List<byte[]> Messages(byte[] message, int field)
    {
        List<byte[]> found = [];
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if ((tag & 7) != 2)
            {
                input.SkipLastField();
            }
            else if (input.ReadBytes() is { } bytes && tag >> 3 == field)
            {
                found.Add(bytes.ToByteArray());
            }
        }

        return found;
    }
}
