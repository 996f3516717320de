using MeshHost.Lifecycle;
using MeshHost.Resources.Targets.Kind;

namespace MeshHost.Tests.Resources.Kind;

public sealed class KindToolsTests : IDisposable
{
    private const string Nowhere = "/nowhere/to/be/found";

    private readonly FakeKind _fake = new();
    private readonly KindOptions _options = new();

    public KindToolsTests() => _fake.Use(_options);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_passes_WhenBothToolsAreThereAndTheDaemonRuns() => await new KindTools(_options).CheckAsync(Cancellation);

    [Fact]
    public async Task Check_says_that_kind_is_missing()
    {
        _options.KindCommand = Nowhere;

        Assert.StartsWith("kind is not installed: there is no command '/nowhere/to/be/found'. Install it (https://kind.sigs.k8s.io", await CheckAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_says_that_Docker_is_missing()
    {
        _options.DockerCommand = Nowhere;

        Assert.StartsWith("Docker is not installed: there is no command '/nowhere/to/be/found'.", await CheckAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "Start Docker")]
    [InlineData("permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock", "Add yourself to the group 'docker'")]
    public async Task Check_says_that_the_daemon_does_not_answer_and_what_to_do(string said, string remedy)
    {
        _fake.FailDocker(said + "\n");

        string message = await CheckAsync();
        Assert.StartsWith($"Docker is installed, but its daemon does not answer: {said}", message, StringComparison.Ordinal);
        Assert.Contains(remedy, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_says_which_ports_are_taken()
    {
        _fake.FailCreation("""
            ERROR: failed to create cluster: command "docker run --name local-control-plane ..." failed with error: exit status 125
            Command Output: docker: Error response from daemon: driver failed programming external connectivity: Bind for 127.0.0.1:80 failed: port is already allocated.

            """);

        LifecycleException exception = await Assert.ThrowsAsync<LifecycleException>(() => new KindTools(_options).CreateAsync("local", "", _ => { }, Cancellation));
        Assert.StartsWith("The kind cluster 'local' cannot have ports 80 and 443 of this machine", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_repeats_what_kind_gives_as_the_reason()
    {
        _fake.FailCreation("Deleted nodes: [\"local-control-plane\"]\nERROR: failed to create cluster: failed to pull image \"kindest/node:v9\"\n");

        LifecycleException exception = await Assert.ThrowsAsync<LifecycleException>(() => new KindTools(_options).CreateAsync("local", "", _ => { }, Cancellation));
        Assert.Equal("Could not create the kind cluster 'local': failed to create cluster: failed to pull image \"kindest/node:v9\".", exception.Message);
    }

    [Fact]
    public async Task Exists_is_told_by_the_whole_name()
    {
        KindTools tools = new(_options);
        Assert.False(await tools.ExistsAsync("local", Cancellation));

        _fake.AddCluster("local-2");
        Assert.False(await tools.ExistsAsync("local", Cancellation));
        Assert.True(await tools.ExistsAsync("local-2", Cancellation));
    }

    public void Dispose() => _fake.Dispose();

    private async Task<string> CheckAsync() => (await Assert.ThrowsAsync<LifecycleException>(() => new KindTools(_options).CheckAsync(Cancellation))).Message;
}
