using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions.Crypto;

/// <summary>A certificate and its key, both PEM, with the fields Cert and Key.</summary>
internal sealed class CertificateObject(string certificate, string key) : TemplateObject
{
    public const string GoTypeName = "sprig.certificate";

    public override string TypeName => GoTypeName;

    public string Certificate => certificate;

    public string Key => key;

    public override IReadOnlyList<KeyValuePair<string, object?>> Fields { get; } = [new("Cert", certificate), new("Key", key)];
}
