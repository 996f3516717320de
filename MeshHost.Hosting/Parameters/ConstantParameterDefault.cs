using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace MeshHost.Hosting.Parameters;

/// <summary>A default that the application model itself gives.</summary>
internal sealed class ConstantParameterDefault(Func<string> valueGetter) : ParameterDefault
{
    public override void WriteToManifest(ManifestPublishingContext context) => context.Writer.WriteString("value", GetDefaultValue());

    public override string GetDefaultValue() => valueGetter();
}
