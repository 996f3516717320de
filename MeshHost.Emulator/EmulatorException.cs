namespace MeshHost.Emulator;

/// <summary>The emulator cannot start or do what it was asked; the message says why and what to do about it.</summary>
/// <param name="message">The cause, and the remedy.</param>
/// <param name="innerException">The underlying failure, if there is one.</param>
public sealed class EmulatorException(string message, Exception? innerException = null) : Exception(message, innerException);
