namespace MeshHost.Lifecycle.Reporting;

/// <summary>Where the course of a rollout is written, and how much of it.</summary>
internal sealed class RolloutReporterOptions
{
    /// <summary>Gets or sets where lines go.</summary>
    public TextWriter Output { get; set; } = System.Console.Error;

    /// <summary>Gets or sets a value indicating whether the result is written too. A command that ends with the rollout writes it itself.</summary>
    public bool ShowsResult { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether the result of an interrupted rollout is told too. The command line tells it by itself, once all has stopped.</summary>
    public bool ShowsInterruption { get; set; } = true;
}
