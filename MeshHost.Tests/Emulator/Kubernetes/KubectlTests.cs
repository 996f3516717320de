using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MeshHost.Emulator.Network;

namespace MeshHost.Tests.Emulator.Kubernetes;

public class KubectlTests
{
    private const string Folder = "/usr/lib/google-cloud-sdk/bin";

    public static TheoryData<string> Versions => ["1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33"];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Kubectl_believes_the_server(string version)
    {
        var kubectl = Path.Combine(Folder, $"kubectl.{version}");
        Assert.SkipUnless(File.Exists(kubectl), $"kubectl {version} is not installed in {Folder}.");
        await using var cluster = await TestCluster.StartAsync(new FakePodNetwork());
        using var folder = new TemporaryFolder();
        var run = new Kubectl(kubectl, folder, cluster);

        Assert.Equal("deployment.apps/web created", await run.OutputAsync("create deployment web --image=nginx:1 --replicas=2"));
        Assert.Matches(@"^web +0/2 +0 +0 ", await run.OutputAsync("get deploy web --no-headers"));
        Assert.Equal("configmap/one created", await run.OutputAsync("create configmap one --from-literal=a=b"));
        Assert.Equal("service/web exposed", await run.OutputAsync("expose deployment web --port=80"));
        var manifest = folder.Write("app.json", TestCluster.Deployment("app").ToJsonString());
        Assert.Equal("deployment.apps/app created", await run.OutputAsync($"apply -f {manifest}"));
        Assert.Equal("deployment.apps/app unchanged", await run.OutputAsync($"apply -f {manifest}"));
        folder.Write("app.json", TestCluster.Deployment("app", "nginx:2").ToJsonString());
        Assert.Equal("deployment.apps/app configured", await run.OutputAsync($"apply -f {manifest}"));
        Assert.Equal("deployment.apps/app serverside-applied", await run.OutputAsync($"apply --server-side -f {manifest}"));
        Assert.Equal("deployment.apps/app scaled", await run.OutputAsync("scale deployment app --replicas=3"));
        Assert.Equal("deployment.apps/app labeled", await run.OutputAsync("label deployment app a=b"));
        // 1.27 says "annotate" without the last letter.
        Assert.StartsWith("deployment.apps/app annotate", await run.OutputAsync("annotate deployment app a=b"), StringComparison.Ordinal);
        Assert.Equal("deployment.apps/app restarted", await run.OutputAsync("rollout restart deployment/app"));
        Assert.Equal("3,nginx:2", await run.OutputAsync("get deployment app -o jsonpath={.spec.replicas},{.spec.template.spec.containers[0].image}"));
        Assert.Contains("Replicas:               3 desired", await run.OutputAsync("describe deployment app"), StringComparison.Ordinal);
        Assert.Contains("List of containers belonging to the pod", await run.OutputAsync("explain pod.spec.containers"), StringComparison.Ordinal);
        Assert.Contains("customresourcedefinitions", await run.OutputAsync("api-resources"), StringComparison.Ordinal);
        Assert.Equal("yes", await run.OutputAsync("auth can-i create pods"));
        Assert.Equal("deployment.apps \"app\" deleted", (await run.OutputAsync("delete deployment app")).Replace(" from default namespace", "", StringComparison.Ordinal));
    }

    // kubectl over WebSocket loses what arrives before it has made the stream for it, which a command that ends at once can bring about.
    private static async Task<string> ExecAsync(Kubectl run, string arguments)
    {
        string output;
        var attempts = 0;
        do
        {
            output = await run.OutputAsync(arguments);
        }
        while (output.Contains("Unknown stream id", StringComparison.Ordinal) && ++attempts < 10);
        return output;
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Kubectl_reads_logs_and_runs_commands(string version)
    {
        var kubectl = Path.Combine(Folder, $"kubectl.{version}");
        Assert.SkipUnless(File.Exists(kubectl), $"kubectl {version} is not installed in {Folder}.");
        await using var cluster = await TestCluster.StartAsync(new FakePodNetwork());
        using var folder = new TemporaryFolder();
        var run = new Kubectl(kubectl, folder, cluster);
        await run.OutputAsync("run p --image=nginx");
        await cluster.SendAsync("PATCH", "/api/v1/namespaces/default/pods/p/status", TestCluster.Json("""{"status":{"phase":"Running"}}"""), "application/merge-patch+json");

        Assert.Equal("first\nsecond\nthird", await run.OutputAsync("logs p"));
        Assert.Equal("third", await run.OutputAsync("logs p --tail=1"));
        Assert.Equal("echo hi", await ExecAsync(run, "exec p -- echo hi"));
        Assert.Contains("command terminated with exit code 3", await ExecAsync(run, "exec p -- false"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Kubectl_forwards_ports_follows_logs_and_watches_events(string version)
    {
        var kubectl = Path.Combine(Folder, $"kubectl.{version}");
        Assert.SkipUnless(File.Exists(kubectl), $"kubectl {version} is not installed in {Folder}.");
        await using var cluster = await TestCluster.StartAsync(new FakePodNetwork { Pod = Greet });
        using var folder = new TemporaryFolder();
        var run = new Kubectl(kubectl, folder, cluster);
        await run.OutputAsync("run p --image=nginx");
        await cluster.SendAsync("PATCH", "/api/v1/namespaces/default/pods/p/status", TestCluster.Json("""{"status":{"phase":"Running"}}"""), "application/merge-patch+json");

        Assert.Equal("first\nsecond\nthird", await run.OutputAsync("logs p --follow"));
        using (var forward = run.Start("port-forward pod/p :80"))
        {
            var said = await ReadUntilAsync(forward, "Forwarding from 127.0.0.1:");
            using var connection = new TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, int.Parse(said["Forwarding from 127.0.0.1:".Length..].Split(' ')[0], CultureInfo.InvariantCulture), TestContext.Current.CancellationToken);
            await connection.GetStream().WriteAsync("reader\n"u8.ToArray(), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(connection.GetStream());
            Assert.Equal("port 80 greets reader", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
            forward.Kill();
        }

        using var watch = run.Start("get events --watch --no-headers");
        await cluster.Api.RecordEventAsync(cluster.Api.Get("", "pods", "default", "p")!, "Normal", "Greeted", "hello", TestContext.Current.CancellationToken);
        Assert.Matches(@"\bNormal +Greeted +pod/p +hello$", await ReadUntilAsync(watch, ""));
        watch.Kill();
    }

    /// <summary>A program in a pod that answers a line with a line.</summary>
    private static Stream Greet(int port)
    {
        var pair = DuplexPipe.CreatePair();
        var server = new DuplexPipeStream(pair.Server);
        _ = AnswerAsync();
        return new DuplexPipeStream(pair.Client);

        async Task AnswerAsync()
        {
            using var reader = new StreamReader(server);
            var name = await reader.ReadLineAsync();
            await server.WriteAsync(Encoding.UTF8.GetBytes($"port {port} greets {name}\n"));
            await server.FlushAsync();
        }
    }

    private static async Task<string> ReadUntilAsync(Process process, string start)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Kubectl(string path, TemporaryFolder folder, TestCluster cluster)
    {
        public async Task<string> OutputAsync(string arguments)
        {
            using var process = Start(arguments);
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (await output + await error).Trim();
        }

        public Process Start(string arguments)
        {
            var kubeconfig = folder.Write("kubeconfig", $$$"""
                {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"c"}}],
                 "users":[{"name":"c","user":{"token":"t"}}],
                 "clusters":[{"name":"c","cluster":{"server":"{{{cluster.Server.Endpoint}}}","certificate-authority-data":"{{{Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.Server.CertificateAuthorityPem))}}}"}}]}
                """);
            var start = new ProcessStartInfo(path) { RedirectStandardOutput = true, RedirectStandardError = true };
            start.ArgumentList.Add($"--kubeconfig={kubeconfig}");
            start.ArgumentList.Add($"--cache-dir={Path.Combine(folder.Path, "cache")}");
            foreach (var argument in Split(arguments))
            {
                start.ArgumentList.Add(argument);
            }

            return Process.Start(start)!;
        }

        /// <summary>Splits at blanks that are not inside braces: enough for what the tests say.</summary>
        private static IEnumerable<string> Split(string arguments)
        {
            var text = new StringBuilder();
            var depth = 0;
            foreach (var character in arguments)
            {
                depth += character switch { '{' => 1, '}' => -1, _ => 0 };
                if (character == ' ' && depth == 0)
                {
                    yield return text.ToString();
                    text.Clear();
                }
                else
                {
                    text.Append(character);
                }
            }

            yield return text.ToString();
        }
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("meshhost-kubectl-").FullName;

        public string Write(string name, string text)
        {
            var path = System.IO.Path.Combine(Path, name);
            File.WriteAllText(path, text);
            return path;
        }

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
