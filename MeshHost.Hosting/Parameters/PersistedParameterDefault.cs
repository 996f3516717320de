using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace MeshHost.Hosting.Parameters;

/// <summary>A default that is made once and then kept in user secrets, where the configuration finds it in the next run.</summary>
internal sealed class PersistedParameterDefault(ParameterDefault inner, string key, UserSecretsFile? secrets) : ParameterDefault
{
    public override void WriteToManifest(ManifestPublishingContext context) => inner.WriteToManifest(context);

    public override string GetDefaultValue()
    {
        var value = inner.GetDefaultValue();
        secrets?.Set(key, value);
        return value;
    }
}
