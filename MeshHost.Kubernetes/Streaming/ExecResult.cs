namespace MeshHost.Kubernetes;

/// <summary>The result of a command that ran in a container.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="StandardOutput">What it wrote to standard output.</param>
/// <param name="StandardError">What it wrote to standard error.</param>
public sealed record ExecResult(int ExitCode, string StandardOutput, string StandardError);
