namespace MeshHost.Helm.Templating.Values;

/// <summary>An object with fields and methods that templates may use, such as <c>.Files</c> or <c>.Capabilities</c>.</summary>
internal abstract class TemplateObject
{
    /// <summary>The name of its type as Go would print it.</summary>
    public abstract string TypeName { get; }

    /// <summary>What <c>kindOf</c> says of it.</summary>
    public virtual GoKind Kind => AsMap is null ? GoKind.Struct : GoKind.Map;

    /// <summary>The entries when it is a map with methods; null when it is a struct.</summary>
    public virtual IReadOnlyDictionary<string, object?>? AsMap => null;

    /// <summary>The fields in order, for JSON and YAML; null when it has none that can be seen.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, object?>>? Fields => null;

    /// <summary>Reads a field; false when there is none of that name.</summary>
    public virtual bool TryGetField(string name, out object? value)
    {
        if (Fields is { } fields)
        {
            foreach (var field in fields)
            {
                if (field.Key == name)
                {
                    value = field.Value;
                    return true;
                }
            }
        }

        value = null;
        return false;
    }

    /// <summary>Finds a method; null when there is none of that name.</summary>
    public virtual TemplateFunction? FindMethod(string name) => null;

    /// <summary>The text form when the type has a String method; null when it prints as a struct does.</summary>
    public virtual string? ToText() => null;

    /// <inheritdoc/>
    public override string ToString() => ToText() ?? TypeName;
}
