namespace MeshHost.Tests.Emulator.Kubernetes;

/// <summary>What the API server fills in for services.</summary>
public sealed class ServiceTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("null")]
    public async Task Target_port_is_the_port_WhenItIsNotGiven(string targetPort)
    {
        await using var cluster = await TestCluster.StartAsync();
        var body = TestCluster.Json($$$"""{"metadata":{"name":"s"},"spec":{"ports":[{"port":9411,"targetPort":{{{targetPort}}}}]}}""");

        var answer = await cluster.PostAsync("/api/v1/namespaces/default/services", body);

        Assert.Equal(201, answer.Code);
        Assert.Equal("9411", answer.At("spec.ports.0.targetPort"));
    }
}
