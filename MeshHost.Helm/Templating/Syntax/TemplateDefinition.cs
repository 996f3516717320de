namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A parsed template: its body, the text it came from and the size of its frame of variables.</summary>
internal sealed record TemplateDefinition(string Name, string File, string Text, ListNode Root, int Slots)
{
    /// <summary>Line and column, in bytes, of an offset of the text.</summary>
    public (int Line, int Column) Locate(int position)
    {
        var before = Text.AsSpan(0, Math.Min(position, Text.Length));
        var lineStart = before.LastIndexOf('\n') + 1;
        return (1 + before.Count('\n'), Values.ByteString.Length(before[lineStart..].ToString()));
    }
}
