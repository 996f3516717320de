namespace MeshHost.Helm.RegularExpressions;

/// <summary>What a node of an expression is.</summary>
internal enum RegexNodeKind
{
    Empty,
    Set,
    Sequence,
    Alternatives,
    Repeat,
    Group,
    BeginText,
    EndText,
    BeginLine,
    EndLine,
    WordBoundary,
    NoWordBoundary,
}
