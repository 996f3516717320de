namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>What a served kind keeps of its CustomResourceDefinition version.</summary>
internal sealed record CustomTypeInfo(string DefinitionName, IReadOnlyList<CustomColumn> Columns, string? DeprecationWarning)
{
    /// <summary>Whether the schema has CEL rules, which the emulator does not evaluate.</summary>
    public bool HasRules { get; init; }

    public IReadOnlyList<string> SelectableFields { get; init; } = [];
}
