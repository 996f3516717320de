namespace MeshHost.Emulator.CertManager;

/// <summary>How far the proof of control over the names of a certificate is.</summary>
/// <param name="IsComplete">Whether all names are proven.</param>
/// <param name="Message">What it waits for.</param>
internal sealed record ChallengeProgress(bool IsComplete, string Message);
