using System.Text;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>Commands whose results feed each other, with the variables that take the last result.</summary>
internal sealed class PipeNode(int position, VariableNode[] variables, bool isAssign, CommandNode[] commands) : Node(position)
{
    public VariableNode[] Variables { get; } = variables;

    /// <summary>Whether the variables are assigned (<c>=</c>) and not declared (<c>:=</c>).</summary>
    public bool IsAssign { get; } = isAssign;

    public CommandNode[] Commands { get; } = commands;

    public override void WriteTo(StringBuilder output)
    {
        for (var i = 0; i < Variables.Length; i++)
        {
            output.Append(i > 0 ? ", " : "");
            Variables[i].WriteTo(output);
        }

        if (Variables.Length > 0)
        {
            output.Append(IsAssign ? " = " : " := ");
        }

        for (var i = 0; i < Commands.Length; i++)
        {
            output.Append(i > 0 ? " | " : "");
            Commands[i].WriteTo(output);
        }
    }

    public void WriteTo(StringBuilder output, string suffix)
    {
        WriteTo(output);
        output.Append(suffix);
    }
}
