namespace MeshHost.Emulator.Kubernetes.Types;

/// <summary>The kinds that every cluster serves, read from the type files that are part of the assembly.</summary>
internal sealed class BuiltInTypes
{
    private static readonly string[] s_files = ["meta", "core", "workloads", "cluster"];

    private BuiltInTypes(TypeFileParser parser)
    {
        Kinds = parser.Kinds;
        Types = [.. parser.Types];
        ObjectMeta = Types.First(type => type.TypeName == "ObjectMeta");
    }

    public IReadOnlyList<ResourceType> Kinds { get; }

    public IReadOnlyList<Schema> Types { get; }

    /// <summary>The schema of metadata, which custom resources share.</summary>
    public Schema ObjectMeta { get; }

    public static BuiltInTypes Load()
    {
        var parser = new TypeFileParser();
        foreach (var file in s_files)
        {
            var name = $"MeshHost.Emulator.Kubernetes.Types.Definitions.{file}.types";
            using var stream = typeof(BuiltInTypes).Assembly.GetManifestResourceStream(name)
                ?? throw new InvalidOperationException($"The assembly lacks its type file '{name}'.");
            using var reader = new StreamReader(stream);
            parser.Read(reader.ReadToEnd());
        }

        parser.Resolve();
        return new BuiltInTypes(parser);
    }
}
