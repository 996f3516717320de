using System.Diagnostics;
using MeshHost.Gcp;
using MeshHost.Gcp.Compute;

namespace MeshHost.Tests.Gcp;

/// <summary>A process of its own that makes two calls with whatever application default credentials its environment offers.</summary>
public sealed class CredentialsProcess
{
    private const string ServerVariable = "MESHHOST_TEST_GOOGLE";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the process runs.</summary>
    [Fact(Explicit = true)]
    public async Task Child_process()
    {
        var server = Environment.GetEnvironmentVariable(ServerVariable);
        Assert.SkipWhen(server is null, $"{ServerVariable} is not set: this is the child of other tests.");
        using var connection = new GoogleCloudConnection(new GoogleCloudConnectionOptions { Endpoints = GoogleCloudEndpoints.On(new Uri(server!)), MaxAttempts = 1 });
        var cloud = new GoogleCloud(connection);
        Assert.Null(await cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", Cancellation));
        Assert.Null(await cloud.Compute.Networks.GetAsync("p", ComputeScope.Global, "n", Cancellation));
    }

    /// <summary>Runs the process against a server in place of Google's, and returns what it has written.</summary>
    internal static async Task<string> RunAsync(string server, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(CredentialsProcess).Assembly.Location, "-method", $"{typeof(CredentialsProcess).FullName}.{nameof(Child_process)}", "-explicit", "only", "-noLogo", "-noColor"])
        {
            start.ArgumentList.Add(argument);
        }

        // The credentials of whoever runs the tests are none of the child's business.
        start.Environment.Remove("GOOGLE_APPLICATION_CREDENTIALS");
        start.Environment.Remove("GOOGLE_CLOUD_QUOTA_PROJECT");
        start.Environment[ServerVariable] = server;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return output;
    }
}
