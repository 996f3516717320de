namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>The schemas of the primitive types.</summary>
internal static class Schemas
{
    public static readonly Schema Text = new() { Kind = SchemaKind.String };

    private static readonly Dictionary<string, Schema> s_primitives = new(StringComparer.Ordinal)
    {
        ["string"] = Text,
        ["time"] = new() { Kind = SchemaKind.String, Format = "date-time" },
        ["bytes"] = new() { Kind = SchemaKind.String, Format = "byte" },
        ["quantity"] = new() { Kind = SchemaKind.IntOrString, Format = "quantity" },
        ["int32"] = new() { Kind = SchemaKind.Integer, Format = "int32" },
        ["int64"] = new() { Kind = SchemaKind.Integer, Format = "int64" },
        ["bool"] = new() { Kind = SchemaKind.Boolean },
        ["intOrString"] = new() { Kind = SchemaKind.IntOrString, Format = "int-or-string" },
        ["any"] = Schema.Anything,
    };

    public static Schema? Primitive(string name) => s_primitives.GetValueOrDefault(name);
}
