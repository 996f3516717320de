namespace MeshHost.Emulator.Kubernetes;

/// <summary>What a command that ran in a container wrote, and its exit code.</summary>
internal sealed record ExecOutcome(int ExitCode, string StandardOutput, string StandardError);
