namespace MeshHost.Hosting.ResourceService;

/// <summary>A way to run Aspire's own dashboard.</summary>
internal interface IDashboardProgram
{
    /// <summary>Finds out whether the dashboard can be run here at all.</summary>
    /// <exception cref="Aspire.Hosting.DistributedApplicationException">It cannot; the message says what is missing.</exception>
    Task CheckAsync(CancellationToken cancellationToken);

    /// <summary>Starts the dashboard, which may take as long as a download.</summary>
    Task StartAsync(DashboardEnvironment environment, CancellationToken cancellationToken);

    /// <summary>Ends the dashboard and leaves nothing of it behind.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
