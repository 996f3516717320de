namespace MeshHost.Helm.RegularExpressions;

/// <summary>What an instruction does.</summary>
internal enum RegexOperation : byte
{
    Consume,
    Split,
    Jump,
    Save,
    BeginText,
    EndText,
    BeginLine,
    EndLine,
    WordBoundary,
    NoWordBoundary,
    Match,
}
