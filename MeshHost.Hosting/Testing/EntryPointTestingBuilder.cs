using Aspire.Hosting;

namespace MeshHost.Hosting.Testing;

/// <summary>A builder for tests that run the entry point of an application.</summary>
internal sealed class EntryPointTestingBuilder(EntryPointRun run, DistributedApplicationBuilder inner) : TestingBuilder(inner)
{
    public override DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

    public override Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default) => run.BuildAsync(cancellationToken);

    public override void Dispose() => run.Abort();
}
