namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>What a served kind keeps of its CustomResourceDefinition version.</summary>
internal sealed record CustomTypeInfo(string DefinitionName, IReadOnlyList<CustomColumn> Columns, string? DeprecationWarning)
{
    public IReadOnlyList<string> SelectableFields { get; init; } = [];
}
