namespace Aspire.Hosting.ApplicationModel;

/// <summary>The Secret with Grafana's administrator: generated once and kept, or taken from a parameter.</summary>
/// <param name="name">The node's name.</param>
/// <param name="parent">The stack that it is a part of.</param>
public sealed class GrafanaCredentialsResource(string name, ObservabilityStackResource parent)
    : Resource(name), IResourceWithParent<ObservabilityStackResource>
{
    /// <summary>The name of the Secret.</summary>
    public const string SecretName = "grafana-admin";

    /// <inheritdoc/>
    public ObservabilityStackResource Parent => parent;

    IResource IResourceWithParent.Parent => parent;
}
