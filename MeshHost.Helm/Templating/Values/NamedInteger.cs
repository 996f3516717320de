namespace MeshHost.Helm.Templating.Values;

/// <summary>An integer of a Go type that prints as a word, such as time.Month.</summary>
internal sealed class NamedInteger(string typeName, GoKind kind, long value, Func<long, string> text, Func<long, string, TemplateFunction?>? methods = null) : TemplateObject
{
    public override string TypeName => typeName;

    public override GoKind Kind => kind;

    public long Value => value;

    public override string ToText() => text(value);

    /// <summary>Another number of the same type.</summary>
    public NamedInteger Like(long other) => new(typeName, kind, other, text, methods);

    public override TemplateFunction? FindMethod(string name) => name == "String"
        ? new TemplateFunction(name, [], isVariadic: false, (_, _) => text(value))
        : methods?.Invoke(value, name);

    public override bool Equals(object? obj) => obj is NamedInteger other && other.TypeName == typeName && other.Value == value;

    public override int GetHashCode() => HashCode.Combine(typeName, value);
}
