using MeshHost.Hosting.Testing;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs an application for a test; derive from it to change the application on its way.</summary>
public class DistributedApplicationFactory : IDisposable, IAsyncDisposable
{
    private readonly Type _entryPoint;
    private readonly string[] _args;
    private EntryPointRun? _run;
    private DistributedApplication? _application;

    /// <summary>Initializes the factory.</summary>
    /// <param name="entryPoint">A type in the assembly of the application.</param>
    public DistributedApplicationFactory(Type entryPoint)
        : this(entryPoint, [])
    {
    }

    /// <summary>Initializes the factory.</summary>
    /// <param name="entryPoint">A type in the assembly of the application.</param>
    /// <param name="args">The command line arguments.</param>
    public DistributedApplicationFactory(Type entryPoint, string[] args)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(args);
        _entryPoint = entryPoint;
        _args = args;
    }

    /// <summary>Builds and starts the application.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>A task that ends when the application has started.</returns>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_application is not null)
        {
            return;
        }

        _run = EntryPointRun.Start(_entryPoint.Assembly, _args, new EntryPointHooks
        {
            BuilderCreating = OnBuilderCreating,
            BuilderCreated = OnBuilderCreated,
            Building = OnBuilding,
            Built = OnBuilt,
        });
        _application = await _run.BuildAsync(cancellationToken).ConfigureAwait(false);
        await _application.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gets the connection string of a resource.</summary>
    /// <param name="resourceName">The name of the resource.</param>
    /// <returns>The connection string.</returns>
    public ValueTask<string?> GetConnectionString(string resourceName) => _application is { } application
        ? application.GetConnectionStringAsync(resourceName)
        : throw new InvalidOperationException("The application has not been started.");

    /// <summary>Stops the application and frees its services.</summary>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops the application and frees its services.</summary>
    /// <returns>A task that ends when that is done.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        _run?.Abort();
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync().ConfigureAwait(false);
            await application.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Called before the builder is made.</summary>
    /// <param name="applicationOptions">The options of the application.</param>
    /// <param name="hostOptions">The settings of the host.</param>
    protected virtual void OnBuilderCreating(DistributedApplicationOptions applicationOptions, HostApplicationBuilderSettings hostOptions)
    {
    }

    /// <summary>Called when the builder has been made.</summary>
    /// <param name="applicationBuilder">The builder.</param>
    protected virtual void OnBuilderCreated(DistributedApplicationBuilder applicationBuilder)
    {
    }

    /// <summary>Called before the application is built.</summary>
    /// <param name="applicationBuilder">The builder.</param>
    protected virtual void OnBuilding(DistributedApplicationBuilder applicationBuilder)
    {
    }

    /// <summary>Called when the application has been built.</summary>
    /// <param name="application">The application.</param>
    protected virtual void OnBuilt(DistributedApplication application)
    {
    }
}
