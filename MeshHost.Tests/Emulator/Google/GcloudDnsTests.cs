namespace MeshHost.Tests.Emulator.Google;

public sealed class GcloudDnsTests
{
    [Fact]
    public async Task Gcloud_manages_zones_record_sets_and_transactions()
    {
        Gcloud.SkipWhenMissing();
        await using var server = await CloudServer.StartAsync();
        using var gcloud = new Gcloud(server.Address);

        await gcloud.RunAsync("dns managed-zones create demo --dns-name example.test. --description demo --visibility public");
        Assert.Equal("example.test.", (await gcloud.JsonAsync("dns managed-zones describe demo"))!["dnsName"]!.GetValue<string>());
        await gcloud.RunAsync("dns managed-zones update demo --description changed");
        Assert.Equal("changed", (await gcloud.JsonAsync("dns managed-zones list"))![0]!["description"]!.GetValue<string>());

        const string Record = "grafana.example.test. --zone demo --type A";
        await gcloud.RunAsync($"dns record-sets create {Record} --ttl 300 --rrdatas 198.51.100.1");
        Assert.Equal("198.51.100.1", server.Cloud.ResolveA("grafana.example.test"));
        Assert.Contains("already exists", await gcloud.FailAsync($"dns record-sets create {Record} --ttl 300 --rrdatas 198.51.100.1"), StringComparison.Ordinal);
        await gcloud.RunAsync($"dns record-sets update {Record} --ttl 60 --rrdatas 198.51.100.2");
        Assert.Equal(60, (await gcloud.JsonAsync($"dns record-sets describe {Record}"))!["ttl"]!.GetValue<int>());

        var transaction = $"--zone demo --transaction-file {gcloud.Folder}/transaction.yaml";
        await gcloud.RunAsync($"dns record-sets transaction start {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction add 198.51.100.9 --name kiali.example.test. --type A --ttl 300 {transaction}");
        await gcloud.RunAsync($"dns record-sets transaction execute {transaction}");
        Assert.Equal("198.51.100.9", server.Cloud.ResolveA("kiali.example.test."));
        Assert.Equal(4, (await gcloud.JsonAsync("dns record-sets list --zone demo"))!.AsArray().Count);
        Assert.Single((await gcloud.JsonAsync("dns record-sets changes list --zone demo"))!.AsArray());

        Assert.Contains("not empty", await gcloud.FailAsync("dns managed-zones delete demo"), StringComparison.Ordinal);
        await gcloud.RunAsync($"dns record-sets delete {Record}");
        await gcloud.RunAsync("dns record-sets delete kiali.example.test. --zone demo --type A");
        await gcloud.RunAsync("dns managed-zones delete demo");
        Assert.Empty((await gcloud.JsonAsync("dns managed-zones list"))!.AsArray());
    }
}
