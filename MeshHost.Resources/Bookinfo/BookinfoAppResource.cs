using MeshHost.Resources.Bookinfo;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Istio's Bookinfo sample: productpage calls details and reviews, two of three versions of reviews call ratings.</summary>
/// <param name="name">The name of the application in the graph.</param>
/// <param name="mesh">The mesh that it runs in.</param>
public sealed class BookinfoAppResource(string name, IstioMeshResource mesh) : Resource(name)
{
    /// <summary>Gets the mesh that the application runs in.</summary>
    public IstioMeshResource Mesh => mesh;

    /// <summary>Gets or sets the namespace. One of its own unless set, so that removing the application leaves nothing behind.</summary>
    public string Namespace { get; set; } = "bookinfo";

    /// <summary>Gets the rules for traffic between the services.</summary>
    public BookinfoTraffic Traffic { get; } = new();

    /// <summary>Gets or sets the stack that observes the application, or <see langword="null"/>.</summary>
    public ObservabilityStackResource? Observability { get; set; }

    /// <summary>Gets or sets the parameter with the domain that the application is served on, or <see langword="null"/> while it is not.</summary>
    public ParameterResource? Domain { get; set; }
}
