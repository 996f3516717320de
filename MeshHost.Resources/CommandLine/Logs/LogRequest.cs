namespace MeshHost.Resources.CommandLine;

/// <summary>Which lines of which containers somebody wants to read.</summary>
internal sealed record LogRequest
{
    /// <summary>Gets a value indicating whether to go on as new lines come.</summary>
    public bool Follow { get; init; }

    /// <summary>Gets how many of the last lines to read of each container; <see langword="null"/> for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Gets the container to read, or <see langword="null"/> for each pod's main one.</summary>
    public string? Container { get; init; }

    /// <summary>Gets a value indicating whether to read every container of each pod.</summary>
    public bool AllContainers { get; init; }

    /// <summary>Gets a value indicating whether to read the run of the container before its last restart.</summary>
    public bool Previous { get; init; }
}
