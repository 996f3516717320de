using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MeshHost.Tests.Emulator.Google;

/// <summary>The real gcloud, pointed at an emulated cloud by endpoint overrides only.</summary>
internal sealed class Gcloud : IDisposable
{
    private readonly DirectoryInfo _config = Directory.CreateTempSubdirectory("meshhost-gcloud-");
    private readonly Uri _cloud;

    public Gcloud(Uri cloud) => _cloud = cloud;

    /// <summary>A folder for the test's files.</summary>
    public string Folder => _config.FullName;

    /// <summary>Skips the test on a machine without gcloud.</summary>
    public static void SkipWhenMissing()
    {
        var folders = (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        Assert.SkipUnless(folders.Any(f => File.Exists(Path.Combine(f, "gcloud"))), "gcloud is not installed on this machine.");
    }

    /// <summary>Runs a command that must succeed, and returns what it printed as JSON; null when it printed nothing.</summary>
    public async Task<JsonNode?> JsonAsync(string arguments) => await RunAsync(arguments + " --format=json") is { Length: > 0 } text ? JsonNode.Parse(text) : null;

    /// <summary>Runs a command that must succeed, and returns what it printed.</summary>
    public async Task<string> RunAsync(string arguments)
    {
        var (exit, output, error) = await StartAsync(arguments);
        Assert.True(exit == 0, $"gcloud {arguments}\nexit {exit}\n{error}\n{output}");
        return output;
    }

    /// <summary>Runs a command that must fail, and returns its error.</summary>
    public async Task<string> FailAsync(string arguments)
    {
        var (exit, output, error) = await StartAsync(arguments);
        Assert.True(exit != 0, $"gcloud {arguments} should have failed:\n{output}\n{error}");
        return error;
    }

    public void Dispose() => _config.Delete(recursive: true);

    private async Task<(int Exit, string Output, string Error)> StartAsync(string arguments)
    {
        var start = new ProcessStartInfo("gcloud") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in Split(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    // Arguments are separated by spaces; 'single quotes' keep them together.
    private static IEnumerable<string> Split(string arguments)
    {
        var parts = arguments.Split('\'');
        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var argument in i % 2 == 1 ? [parts[i]] : parts[i].Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
            {
                yield return argument;
            }
        }
    }

    private static Dictionary<string, string> Common => new()
    {
        ["CLOUDSDK_AUTH_DISABLE_CREDENTIALS"] = "true",
        ["CLOUDSDK_CORE_DISABLE_PROMPTS"] = "1",
        ["CLOUDSDK_CORE_DISABLE_USAGE_REPORTING"] = "true",
        ["CLOUDSDK_CORE_CHECK_GCE_METADATA"] = "false",
        ["CLOUDSDK_CORE_SHOULD_PROMPT_TO_ENABLE_API"] = "false",
        ["CLOUDSDK_CORE_DISABLE_FILE_LOGGING"] = "true",
        ["CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK"] = "true",
        ["CLOUDSDK_SURVEY_DISABLE_PROMPTS"] = "true",
    };

    private Dictionary<string, string> Environment()
    {
        var variables = Common;
        variables["CLOUDSDK_CONFIG"] = _config.FullName;
        variables["KUBECONFIG"] = Path.Combine(_config.FullName, "kubeconfig");
        variables["CLOUDSDK_CORE_PROJECT"] = CloudServer.Project;
        variables["CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE"] = new Uri(_cloud, "/compute/v1/").ToString();
        foreach (var api in (string[])["CONTAINER", "IAM", "CLOUDRESOURCEMANAGER", "DNS", "SERVICEUSAGE"])
        {
            variables["CLOUDSDK_API_ENDPOINT_OVERRIDES_" + api] = _cloud.ToString();
        }

        return variables;
    }
}
