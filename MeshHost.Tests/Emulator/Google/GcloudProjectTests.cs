namespace MeshHost.Tests.Emulator.Google;

public sealed class GcloudProjectTests
{
    private const string Account = "nodes-sa@mesh-demo.iam.gserviceaccount.com";

    [Fact]
    public async Task Gcloud_enables_services_and_manages_service_accounts_and_policies()
    {
        Gcloud.SkipWhenMissing();
        await using var server = await CloudServer.StartAsync(o => o with { EnabledServices = [] });
        using var gcloud = new Gcloud(server.Address);

        Assert.Contains("has not been used in project", await gcloud.FailAsync("iam service-accounts list"), StringComparison.Ordinal);
        await gcloud.RunAsync("services enable container.googleapis.com compute.googleapis.com iam.googleapis.com cloudresourcemanager.googleapis.com");
        Assert.Contains("container.googleapis.com", await gcloud.RunAsync("services list --enabled --format=json"), StringComparison.Ordinal);
        Assert.Equal("mesh-demo", (await gcloud.JsonAsync("projects describe mesh-demo"))!["projectId"]!.GetValue<string>());

        await gcloud.RunAsync("iam service-accounts create nodes-sa --display-name 'Mesh nodes'");
        Assert.Contains("already exists", await gcloud.FailAsync("iam service-accounts create nodes-sa"), StringComparison.Ordinal);
        Assert.Equal("Mesh nodes", (await gcloud.JsonAsync($"iam service-accounts describe {Account}"))!["displayName"]!.GetValue<string>());
        await gcloud.RunAsync($"iam service-accounts update {Account} --display-name 'Nodes'");
        Assert.Single((await gcloud.JsonAsync("iam service-accounts list"))!.AsArray());

        foreach (var role in (string[])["roles/logging.logWriter", "roles/monitoring.metricWriter"])
        {
            await gcloud.RunAsync($"projects add-iam-policy-binding mesh-demo --member serviceAccount:{Account} --role {role} --condition=None");
        }

        Assert.Contains("does not exist", await gcloud.FailAsync("projects add-iam-policy-binding mesh-demo --member serviceAccount:nobody@mesh-demo.iam.gserviceaccount.com --role roles/viewer --condition=None"), StringComparison.Ordinal);
        await gcloud.RunAsync($"projects remove-iam-policy-binding mesh-demo --member serviceAccount:{Account} --role roles/monitoring.metricWriter --condition=None");
        var policy = (await gcloud.JsonAsync("projects get-iam-policy mesh-demo"))!.ToJsonString();
        Assert.Contains("roles/logging.logWriter", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("roles/monitoring.metricWriter", policy, StringComparison.Ordinal);

        await gcloud.RunAsync($"iam service-accounts add-iam-policy-binding {Account} --member user:a@example.com --role roles/iam.serviceAccountUser");
        await gcloud.RunAsync($"iam service-accounts delete {Account}");
        Assert.Contains($"deleted:serviceAccount:{Account}", (await gcloud.JsonAsync("projects get-iam-policy mesh-demo"))!.ToJsonString(), StringComparison.Ordinal);
    }
}
