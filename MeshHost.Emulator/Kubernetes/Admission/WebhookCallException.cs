namespace MeshHost.Emulator.Kubernetes.Admission;

/// <summary>A webhook could not be called, or answered something that is no review. Its failure policy decides what that means.</summary>
internal sealed class WebhookCallException(string message, Exception? inner = null) : Exception(message, inner);
