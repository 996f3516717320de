namespace Aspire.Hosting;

/// <summary>Options of an application.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line arguments.</summary>
    public string[]? Args { get; set; }

    /// <summary>The name of the assembly of the application; the entry assembly when it is <see langword="null"/>.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Whether there is no dashboard; waits then fail when what they wait for does.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Whether the console logs of resources are repeated in the log of the host.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>The folder of the application's project; relative paths start there.</summary>
    public string? ProjectDirectory { get; set; }

    /// <summary>The name that the dashboard shows.</summary>
    public string? DashboardApplicationName { get; set; }

    /// <summary>Whether the dashboard may use plain HTTP.</summary>
    public bool AllowUnsecuredTransport { get; set; }
}
