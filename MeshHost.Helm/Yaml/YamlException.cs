namespace MeshHost.Helm.Yaml;

/// <summary>Text that is not YAML as Helm reads it, or a value YAML cannot show. The message is worded as Helm's.</summary>
internal sealed class YamlException : Exception
{
    public YamlException(string message)
        : base(message)
    {
    }
}
