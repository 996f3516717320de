using System.Diagnostics;
using System.Text.Json;

namespace MeshHost.Tests.Hosting;

/// <summary>Calls a gRPC service by the npm packages @grpc/grpc-js and @grpc/proto-loader, which know nothing of our server.</summary>
internal static class NodeGrpcClient
{
    private const string FirstMarker = "FIRST";

    private const string Script = """
        const [proto, address, key, mode, method, request, count] = process.argv.slice(1);
        const grpc = require('@grpc/grpc-js');
        const loaded = require('@grpc/proto-loader').loadSync(proto, { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true });
        const Service = grpc.loadPackageDefinition(loaded).aspire.v1.DashboardService;
        const client = new Service(address, grpc.credentials.createInsecure());
        const metadata = new grpc.Metadata();
        metadata.set('x-resource-service-api-key', key);
        const finish = value => { console.log(JSON.stringify(value)); client.close(); process.exit(0); };
        const fail = error => finish({ code: error.code, details: error.details });
        const body = JSON.parse(request);
        if (mode === 'unary') {
          client[method](body, metadata, (error, reply) => error ? fail(error) : finish(reply));
        } else if (mode === 'stream') {
          const messages = [];
          const call = client[method](body, metadata);
          call.on('data', message => {
            messages.push(message);
            if (messages.length === 1) console.log('FIRST');
            if (messages.length === Number(count)) finish(messages);
          });
          call.on('error', fail);
          call.on('end', () => finish(messages));
        } else if (mode === 'interact') {
          const call = client[method](metadata);
          let seen;
          call.on('data', message => {
            if (message.inputs_dialog && !seen) {
              seen = message;
              for (const item of message.inputs_dialog.input_items) item.value = body[item.name];
              call.write({ interaction_id: message.interaction_id, inputs_dialog: message.inputs_dialog });
            } else if (message.complete) finish(seen);
          });
          call.on('error', fail);
        } else {
          const call = client[method](metadata, error => error ? fail(error) : finish({}));
          call.on('error', () => {});
          call.end();
        }
        """;

    /// <summary>Where the packages are: MESHHOST_NODE_MODULES, beside the tests (npm install in MeshHost.Tests), or installed for all.</summary>
    private static string? NodeModules => new[]
    {
        Environment.GetEnvironmentVariable("MESHHOST_NODE_MODULES"),
        Path.Combine(RepositoryRoot, "MeshHost.Tests", "node_modules"),
        "/usr/local/lib/node_modules",
        "/usr/lib/node_modules",
    }.FirstOrDefault(path => path is not null && Directory.Exists(Path.Combine(path, "@grpc", "grpc-js")) && Directory.Exists(Path.Combine(path, "@grpc", "proto-loader")));

    private static string RepositoryRoot
    {
        get
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "MeshHost.sln")))
            {
                directory = directory.Parent;
            }

            return directory?.FullName ?? AppContext.BaseDirectory;
        }
    }

    public static void SkipWhenMissing()
    {
        Assert.SkipUnless(IsOnPath("node"), "Node.js is not on the path.");
        Assert.SkipUnless(
            NodeModules is not null,
            "The npm packages @grpc/grpc-js and @grpc/proto-loader are not installed (npm install in MeshHost.Tests, or set MESHHOST_NODE_MODULES).");
    }

    public static async Task<JsonElement> CallAsync(
        Uri address,
        string key,
        string mode,
        string method,
        string request,
        int count,
        Func<Task>? onFirst)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NODE_PATH"] = NodeModules;
        var proto = Path.Combine(RepositoryRoot, "MeshHost.Hosting", "ResourceService", "dashboard.proto");
        foreach (var argument in new[] { "-e", Script, "--", proto, address.Authority, key, mode, method, request, $"{count}" })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string? last = null;
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().DefaultTimeout() is { } line)
            {
                if (line == FirstMarker)
                {
                    await (onFirst?.Invoke() ?? Task.CompletedTask);
                    continue;
                }

                last = line;
            }

            Assert.True(last is not null, await errors);
            return JsonDocument.Parse(last).RootElement;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static bool IsOnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe")));
}
