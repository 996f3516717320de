namespace MeshHost.Helm.Templating;

/// <summary>What a parameter of a function accepts. Conversion between kinds never happens, as in Go.</summary>
internal enum ParameterKind
{
    Any,
    String,
    Int,
    Int64,
    Uint32,
    Float64,
    Bool,
    Map,
    List,
    Time,
    Duration,
    Object,
}
