namespace MeshHost.Helm.Templating;

/// <summary>The builtins that stop at the argument that decides.</summary>
internal enum ShortCircuit
{
    None,
    And,
    Or,
}
