using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Faults;

/// <summary>What happens to an operation.</summary>
/// <param name="OperationError">The error that it ends with, or <see langword="null"/> when it succeeds.</param>
/// <param name="DurationFactor">Factor on its duration.</param>
internal sealed record OperationFault(OperationError? OperationError, double DurationFactor);
