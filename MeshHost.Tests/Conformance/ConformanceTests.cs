using MeshHost.Kubernetes;

namespace MeshHost.Tests.Conformance;

/// <summary>The suite; its subclasses say which cluster it runs against.</summary>
public abstract class ConformanceTests(string cluster)
{
    public static TheoryData<string> Cases => [.. ConformanceCase.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Server_behaves_as_Kubernetes_does(string name)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ConformanceCase test = ConformanceCase.All[name];
        Assert.SkipWhen(test.DifferenceOn(cluster) is not null, $"known to differ: {test.DifferenceOn(cluster)}");
        Kubeconfig kubeconfig = await GetKubeconfigAsync(cancellationToken);
        KubernetesClientOptions options = kubeconfig.CreateClientOptions();
        using HttpMessageInvoker http = new(HandlerFactory.Create(options));
        if (test.MinimumMinor > 0)
        {
            await using KubernetesClient client = new(options);
            string minor = (await client.GetVersionAsync(cancellationToken)).Minor.TrimEnd('+');
            Assert.SkipUnless(long.Parse(minor, System.Globalization.CultureInfo.InvariantCulture) >= test.MinimumMinor, $"the server is 1.{minor}, the case needs 1.{test.MinimumMinor}");
        }

        await new ConformanceRunner(http, options.Server, options.BearerToken).RunAsync(test, cancellationToken);
    }

    protected abstract Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken);
}
