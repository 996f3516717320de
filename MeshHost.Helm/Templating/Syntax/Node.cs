using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>A node of a parsed template. Trees are immutable once parsed and shared between executions.</summary>
internal abstract class Node(int position)
{
    /// <summary>Offset in the text of the template, in characters.</summary>
    public int Position { get; } = position;

    /// <summary>Writes the node as error messages quote it.</summary>
    public abstract void WriteTo(StringBuilder output);

    public sealed override string ToString()
    {
        var output = new StringBuilder();
        WriteTo(output);
        return output.ToString();
    }
}
