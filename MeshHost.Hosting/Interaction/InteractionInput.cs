namespace Aspire.Hosting;

/// <summary>A value that a person is asked for.</summary>
public sealed class InteractionInput
{
    /// <summary>The name, unique in the dialog.</summary>
    public required string Name { get; init; }

    /// <summary>The text in place of the name.</summary>
    public string? Label { get; init; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether the description is Markdown.</summary>
    public bool EnableDescriptionMarkdown { get; init; }

    /// <summary>The kind of input.</summary>
    public required InputType InputType { get; init; }

    /// <summary>Whether a value must be given.</summary>
    public bool Required { get; init; }

    /// <summary>The choices, as values with their texts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Options { get; set; }

    /// <summary>The value.</summary>
    public string? Value { get; set; }

    /// <summary>The text that is shown while there is no value.</summary>
    public string? Placeholder { get; init; }

    /// <summary>Whether a value that is not among the choices can be given.</summary>
    public bool AllowCustomChoice { get; init; }

    /// <summary>Whether the value cannot be changed.</summary>
    public bool Disabled { get; set; }

    /// <summary>The greatest length of the value, in characters.</summary>
    public int? MaxLength { get; init; }
}
