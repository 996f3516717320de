// Explicit implementations of interfaces, which the listing leaves out.
using System.Collections;

namespace Aspire.Hosting.ApplicationModel
{
    public partial interface IResourceWithParent<out T>
    {
        IResource IResourceWithParent.Parent => throw null!;
    }

    public partial class ReferenceExpression
    {
        IEnumerable<object> IValueWithReferences.References => throw null!;
    }

    public partial class EndpointReferenceExpression
    {
        IEnumerable<object> IValueWithReferences.References => throw null!;
    }

    public partial class EndpointReference
    {
        string IManifestExpressionProvider.ValueExpression => throw null!;

        IEnumerable<object> IValueWithReferences.References => throw null!;
    }
}

namespace Aspire.Hosting
{
    public partial class ConnectionStringResource
    {
        string IManifestExpressionProvider.ValueExpression => throw null!;

        IEnumerable<object> IValueWithReferences.References => throw null!;

        ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => throw null!;
    }

    public partial class InteractionInputCollection
    {
        IEnumerator IEnumerable.GetEnumerator() => throw null!;
    }
}
