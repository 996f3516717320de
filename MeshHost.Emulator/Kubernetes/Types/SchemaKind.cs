namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>The shapes a value may have.</summary>
internal enum SchemaKind
{
    /// <summary>An object with known fields.</summary>
    Object,

    /// <summary>An object whose keys are data.</summary>
    Map,
    List,
    String,
    Integer,
    Number,
    Boolean,

    /// <summary>A number or a text, as ports and percentages are.</summary>
    IntOrString,

    /// <summary>Anything; kept as it comes.</summary>
    Any,
}
