namespace MeshHost.Tests.Kubectl;

/// <summary>One command of the script.</summary>
/// <param name="Arguments">The arguments; <c>@name</c> stands for the path of a manifest.</param>
/// <param name="Differs">Why emulator and real server may answer differently; only the exit codes are compared then.</param>
internal sealed record KubectlStep(string Arguments, string? Differs = null);
