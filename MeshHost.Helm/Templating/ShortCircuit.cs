namespace MeshHost.Helm.Templating;

/// <summary>The builtins that need the executor: those that stop at the argument that decides, and <c>call</c>, which names what it calls.</summary>
internal enum ShortCircuit
{
    None,
    And,
    Or,
    Call,
}
