namespace MeshHost.Helm.Templating.Values;

/// <summary>The kinds of values templates see, as Go's reflection names them.</summary>
internal enum GoKind
{
    Invalid,
    Bool,
    Int,
    Int32,
    Int64,
    Uint8,
    Uint32,
    Uint64,
    Float64,
    Complex128,
    String,
    Slice,
    Map,
    Struct,
    Pointer,
    Function,
}
