namespace MeshHost.Emulator.Google.Compute;

/// <summary>Where resources of a compute collection live.</summary>
internal enum ComputeScope
{
    /// <summary>In the project.</summary>
    Global,

    /// <summary>In a region.</summary>
    Region,

    /// <summary>In a zone.</summary>
    Zone,
}
