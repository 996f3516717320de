using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Resources.Lifecycle;

/// <summary>Marks a resource whose state is that of its parts: running when they are, failed when one of them is.</summary>
internal sealed class PartsAnnotation : IResourceAnnotation;
