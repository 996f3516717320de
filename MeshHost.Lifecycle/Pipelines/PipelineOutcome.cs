namespace MeshHost.Lifecycle.Pipelines;

/// <summary>How the pipeline of this process ended.</summary>
internal sealed class PipelineOutcome
{
    private volatile bool _succeeded;

    /// <summary>Gets or sets a value indicating whether every step has succeeded.</summary>
    public bool Succeeded
    {
        get => _succeeded;
        set => _succeeded = value;
    }
}
