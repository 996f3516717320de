using MeshHost.Kubernetes;
using MeshHost.Tests.Conformance;
using MeshHost.Tests.Kubernetes;

namespace MeshHost.Tests.Kubectl;

/// <summary>
/// The same kubectl commands against the emulator and the real kube-apiserver: the same answers, up to names and times. The oldest and the
/// newest kubectl unless <c>MESHHOST_KUBECTL_VERSIONS=all</c>.
/// </summary>
public sealed class KubectlComparisonTests(EmulatedCluster emulator, RealCluster real)
{
    private const string Folder = "/usr/lib/google-cloud-sdk/bin";

    public static TheoryData<string> Versions =>
        Environment.GetEnvironmentVariable("MESHHOST_KUBECTL_VERSIONS") == "all" ? ["1.27", "1.28", "1.29", "1.30", "1.31", "1.32", "1.33"] : ["1.27", "1.33"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Kubectl_is_answered_as_by_the_real_server(string version)
    {
        string kubectl = Path.Combine(Folder, $"kubectl.{version}");
        Assert.SkipUnless(File.Exists(kubectl), $"kubectl {version} is not installed in {Folder}");
        Kubeconfig judge = await real.GetKubeconfigAsync(Cancellation);
        Task<List<string>> expected = RunAsync(kubectl, judge);
        Task<List<string>> actual = RunAsync(kubectl, await emulator.GetKubeconfigAsync(Cancellation));
        await Task.WhenAll(expected, actual);

        List<string> differences = [.. (await expected).Zip(await actual).Where(pair => pair.First != pair.Second).Select(pair => $"REAL {pair.First}\nEMULATOR {pair.Second}")];
        Assert.True(differences.Count == 0, $"{differences.Count} of {KubectlScript.Steps.Count} commands are answered differently:\n\n{string.Join("\n\n", differences)}");
    }

    private static async Task<List<string>> RunAsync(string kubectl, Kubeconfig kubeconfig)
    {
        string ns = $"kubectl-{Guid.NewGuid():N}"[..16];
        using KubectlRunner runner = new(kubectl, ns, kubeconfig);
        Assert.Equal(0, (await runner.RunAsync($"create namespace {ns}", Cancellation)).ExitCode);
        await using KubernetesClient client = KubernetesClient.FromKubeconfig(kubeconfig);
        await WaitForAccountAsync(client, ns);
        try
        {
            List<string> transcript = [];
            foreach (KubectlStep step in KubectlScript.Steps)
            {
                (int code, string output) = await runner.RunAsync(step.Arguments, Cancellation);
                transcript.Add(step.Differs is null ? $"$ kubectl {step.Arguments} ({code})\n{output}" : $"$ kubectl {step.Arguments} ({code})");
            }

            return transcript;
        }
        finally
        {
            await client.DeleteAsync(new ObjectReference(new GroupVersionKind("", "v1", "Namespace"), ns, null), null, CancellationToken.None);
        }
    }

    /// <summary>The controller that makes a namespace's service account is a moment behind, and some commands list what is there.</summary>
    private static async Task WaitForAccountAsync(KubernetesClient client, string ns)
    {
        await foreach (WatchEvent change in client.WatchAsync(new GroupVersionKind("", "v1", "ServiceAccount"), ns, null, Cancellation))
        {
            if (change.Object?.Name == "default")
            {
                return;
            }
        }
    }
}
