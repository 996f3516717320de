namespace MeshHost.Helm.Yaml;

/// <summary>A token. A scalar that is a plain part of the text is given by its offsets and copied only when it is needed.</summary>
internal struct YamlToken
{
    public YamlTokenKind Kind;

    /// <summary>Whether the scalar has no quotes, so that it may be a number, a boolean or null.</summary>
    public bool IsPlain;

    public int Line;

    public int Start;

    public int End;

    /// <summary>The text when it is not a part of the source: escapes, folded lines, names of anchors and tags.</summary>
    public string? Text;

    /// <summary>The second part of a tag.</summary>
    public string? Suffix;
}
