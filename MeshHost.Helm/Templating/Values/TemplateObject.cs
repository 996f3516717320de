namespace MeshHost.Helm.Templating.Values;

/// <summary>An object with fields and methods that templates may use, such as <c>.Files</c> or <c>.Capabilities</c>.</summary>
internal abstract class TemplateObject : INamedValue
{
    /// <inheritdoc/>
    public abstract string TypeName { get; }

    /// <summary>What <c>kindOf</c> says of it.</summary>
    public virtual GoKind Kind => AsMap is null ? GoKind.Struct : GoKind.Map;

    /// <summary>The entries when it is a map with methods; null when it is a struct.</summary>
    public virtual IReadOnlyDictionary<string, object?>? AsMap => null;

    /// <summary>What an entry reads as that the map does not have.</summary>
    public virtual object? ZeroEntry => null;

    /// <summary>The fields of a struct that templates can read, in order; null when it has none.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, object?>>? Fields => null;

    /// <summary>The fields as fmt prints them, those included that templates cannot read.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, object?>>? PrintedFields => Fields;

    /// <summary>The fields as JSON names them, without those that are left out when empty.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, object?>>? JsonFields => Fields;

    /// <summary>The value as a function gets it: a copy, of which Go cannot take the address, so that methods of the pointer are lost.</summary>
    public virtual TemplateObject AsArgument => this;

    /// <summary>Reads a field; false when there is none of that name.</summary>
    public bool TryGetField(string name, out object? value)
    {
        foreach (var field in Fields ?? [])
        {
            if (field.Key == name)
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public virtual TemplateFunction? FindMethod(string name) => null;

    /// <summary>The text form when the type has a String method; null when it prints as a struct does.</summary>
    public virtual string? ToText() => null;

    /// <summary>The text form when a template prints the value itself: there the String method of its pointer counts too.</summary>
    public virtual string? ToPrintedText() => ToText();

    /// <inheritdoc/>
    public override string ToString() => ToText() ?? TypeName;
}
