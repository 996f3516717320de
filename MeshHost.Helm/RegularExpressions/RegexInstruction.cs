namespace MeshHost.Helm.RegularExpressions;

/// <summary>One step of a compiled expression.</summary>
/// <param name="Code">What it does.</param>
/// <param name="Next">Where it goes on; the preferred way of a split.</param>
/// <param name="Other">The second way of a split, or the slot of a save.</param>
/// <param name="Set">The characters it consumes one of.</param>
internal sealed record RegexInstruction(RegexOperation Code, int Next, int Other = 0, CharacterSet? Set = null);
