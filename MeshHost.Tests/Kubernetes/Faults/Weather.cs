namespace MeshHost.Tests.Kubernetes.Faults;

/// <summary>The prevailing kind of trouble of a run.</summary>
internal enum Weather
{
    Cuts,
    Throttling,
    Errors,
    Slowness,
    Restarts,
    Everything,
}
