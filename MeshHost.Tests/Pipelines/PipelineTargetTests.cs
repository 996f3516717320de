using Aspire.Hosting;
using MeshHost.Emulator;
using MeshHost.Resources.Targets;
using MeshHost.Tests.Resources.Lifecycle;

namespace MeshHost.Tests.Pipelines;

/// <summary>Where a pipeline goes: where it is sent, and nowhere by default.</summary>
public sealed class PipelineTargetTests : PipelineTest
{
    [Theory]
    [InlineData("deploy")]
    [InlineData("destroy")]
    [InlineData("publish")]
    [InlineData("provision-widget")]
    public async Task No_target_is_refused_with_the_targets_there_are(string step)
    {
        var builder = CreateBuilder(step);
        var widget = new ScriptedLifecycle((_, _) => Task.CompletedTask);
        Add(builder, "widget", widget);
        builder.GetTarget();

        var (exit, text) = await RunAsync(builder);

        Assert.Equal(1, exit);
        Assert.Matches(@"failed  check-target \(.* s\): No target is given\. .*emulator, kind, kubeconfig, gke\.", text);
        Assert.Equal((0, 0), (widget.Provisions, widget.Destroyed.Count));
    }

    [Fact]
    public async Task Unknown_target_is_one_sentence()
    {
        var builder = CreateBuilder("deploy", "--target=nowhere");
        builder.GetTarget();
        builder.GetTarget();

        var (exit, text) = await RunAsync(builder, "--target=nowhere");

        Assert.Equal(3, exit);
        Assert.Equal("There is no target 'nowhere'. Give --target one of emulator, kind, kubeconfig, gke.", text.Trim());
    }

    [Theory]
    [InlineData("emulator", DeploymentTarget.Emulator)]
    [InlineData("Kind", DeploymentTarget.Kind)]
    [InlineData("kubeconfig", DeploymentTarget.Kubeconfig)]
    [InlineData("gke", DeploymentTarget.Gke)]
    public void Named_target_is_obeyed(string name, DeploymentTarget expected) =>
        Assert.Equal(expected, CreateBuilder("deploy", $"--target={name}").GetTarget());

    [Fact]
    public void Run_as_counts_in_run_mode_only()
    {
        Assert.DoesNotContain(Declare(CreateBuilder("deploy")).Services, s => s.ServiceType == typeof(EmulatorHost));
        Assert.Contains(Declare(DistributedApplication.CreateBuilder(["--Parameters:gcp-project=mesh-demo"])).Services, s => s.ServiceType == typeof(EmulatorHost));

        static IDistributedApplicationBuilder Declare(IDistributedApplicationBuilder builder)
        {
            builder.AddGkeCluster("shop", builder.AddParameter("gcp-project")).RunAsEmulator();
            return builder;
        }
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("kubeconfig")]
    public async Task Target_that_is_no_Google_Cloud_does_not_ask_for_a_project_or_an_account(string target)
    {
        // A domain that is refused ends the pipeline before a cluster is looked for.
        var builder = CreateBuilder("deploy", $"--target={target}", "--Parameters:domain=---");
        var cluster = builder.AddGkeCluster("shop", builder.AddParameter("gcp-project")).RunAs(builder.GetTarget());
        var mesh = builder.AddIstioMesh("istio", cluster);
        var issuer = builder.AddCertIssuer("letsencrypt", mesh, builder.AddParameter("acme-email"));
        builder.AddBookinfoApp("bookinfo", mesh).WithHttps(issuer, builder.AddParameter("domain"));

        var (exit, text) = await RunAsync(builder, $"--target={target}");

        Assert.Equal(1, exit);
        Assert.Contains("The parameter 'domain': '---' is not a domain name.", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("gcp-project|acme-email", text);
    }
}
