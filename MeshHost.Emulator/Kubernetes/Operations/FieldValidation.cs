namespace MeshHost.Emulator.Kubernetes.Operations;

/// <summary>What becomes of fields that the schema does not know.</summary>
internal enum FieldValidation
{
    Ignore,
    Warn,
    Strict,
}
