using Aspire.Hosting.ApplicationModel;
using MeshHost.Gcp;
using MeshHost.Lifecycle.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace MeshHost.Tests.Resources.Gke;

public sealed class GkeConnectionTests
{
    [Fact]
    public async Task Cluster_is_reached_with_a_token_of_the_same_credentials_asked_for_with_each_request()
    {
        await using var world = await GkeWorld.StartAsync();
        await world.UpOkAsync();
        var ours = new AsyncLocal<List<string>?>();

        // Health checks beside the test ask for tokens too: theirs are not counted.
        ValueTask<string> IssueAsync()
        {
            var token = $"token-{ours.Value?.Count}";
            ours.Value?.Add(token);
            return ValueTask.FromResult(token);
        }

        await using var application = world.Build(c => c.ApplicationBuilder.Services.AddSingleton(
            GoogleCloudConnectionOptions.ForEmulator(world.Address) with { Credentials = GoogleCloudCredentials.FromAccessToken(_ => IssueAsync()) }));
        await application.StartAsync(TestContext.Current.CancellationToken);
        var cluster = application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<GkeClusterResource>().Single();
        await application.Services.GetRequiredService<Planner>().PlanAsync(TestContext.Current.CancellationToken);
        var client = await cluster.GetKubernetesClientAsync(TestContext.Current.CancellationToken);
        var issued = ours.Value = [];

        await client.GetVersionAsync(TestContext.Current.CancellationToken);
        await client.GetVersionAsync(TestContext.Current.CancellationToken);
        await client.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["token-0", "token-1", "token-2"], issued);
    }
}
