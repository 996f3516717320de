namespace MeshHost.Helm.RegularExpressions;

/// <summary>A compiled expression.</summary>
/// <param name="Instructions">The steps; the first one is where it starts.</param>
/// <param name="GroupNames">The names of the groups by number; empty for those without.</param>
internal sealed record RegexProgram(RegexInstruction[] Instructions, IReadOnlyList<string> GroupNames);
