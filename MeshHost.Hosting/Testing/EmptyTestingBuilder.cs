using Aspire.Hosting;

namespace MeshHost.Hosting.Testing;

/// <summary>A builder for tests that make their own application.</summary>
internal sealed class EmptyTestingBuilder(DistributedApplicationBuilder inner) : TestingBuilder(inner)
{
    public override DistributedApplication Build() => Inner.Build();

    public override Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Inner.Build());
    }

    public override void Dispose()
    {
        // Nothing is running; who builds the application disposes of it.
    }
}
