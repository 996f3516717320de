using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Graph;

/// <summary>Marks a resource whose state is that of its parts: running when they are, failed when one of them is.</summary>
internal sealed class PartsAnnotation : IResourceAnnotation;
