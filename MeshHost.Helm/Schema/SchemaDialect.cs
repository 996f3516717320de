namespace MeshHost.Helm.Schema;

/// <summary>Drafts of JSON Schema, oldest first.</summary>
internal enum SchemaDialect
{
    Draft4,
    Draft6,
    Draft7,
    Draft201909,
    Draft202012,
}
