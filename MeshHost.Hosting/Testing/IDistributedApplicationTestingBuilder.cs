namespace Aspire.Hosting.Testing;

/// <summary>Builds an application for a test.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Builds the application.</summary>
    /// <param name="cancellationToken">Cancels the wait for the entry point of the application.</param>
    /// <returns>The application; the test starts and disposes of it.</returns>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
