using MeshHost.Helm.Templating;

namespace MeshHost.Helm.RegularExpressions;

/// <summary>Compiles the tree of an expression to instructions.</summary>
internal sealed class RegexCompiler
{
    private const int MostInstructions = 100_000;

    private readonly List<RegexInstruction> _code = [];
    private readonly string[] _names;

    private RegexCompiler(int groups)
    {
        _names = new string[groups];
        for (var i = 0; i < groups; i++)
        {
            _names[i] = "";
        }
    }

    public static RegexProgram Compile(RegexNode root)
    {
        var compiler = new RegexCompiler(root.Maximum);
        compiler.Emit(root);
        compiler.Add(new RegexInstruction(RegexOperation.Match, 0));
        return new RegexProgram([.. compiler._code], compiler._names);
    }

    private int Add(RegexInstruction instruction)
    {
        if (_code.Count >= MostInstructions)
        {
            throw new FunctionException("error parsing regexp: expression too large");
        }

        _code.Add(instruction);
        return _code.Count - 1;
    }

    /// <summary>Keeps a place for an instruction that is known when those after it are.</summary>
    private int AddLater() => Add(new RegexInstruction(RegexOperation.Jump, 0));

    /// <summary>Emits code that goes on at the instruction after it.</summary>
    private void Emit(RegexNode node)
    {
        switch (node.Kind)
        {
            case RegexNodeKind.Empty:
                break;
            case RegexNodeKind.Set:
                Add(new RegexInstruction(RegexOperation.Consume, _code.Count + 1, Set: node.Set));
                break;
            case RegexNodeKind.Sequence:
                foreach (var child in node.Children)
                {
                    Emit(child);
                }

                break;
            case RegexNodeKind.Alternatives:
                EmitAlternatives(node.Children);
                break;
            case RegexNodeKind.Repeat:
                EmitRepeat(node);
                break;
            case RegexNodeKind.Group:
                _names[node.Group] = node.GroupName;
                Add(new RegexInstruction(RegexOperation.Save, _code.Count + 1, node.Group * 2));
                Emit(node.Children[0]);
                Add(new RegexInstruction(RegexOperation.Save, _code.Count + 1, node.Group * 2 + 1));
                break;
            default:
                Add(new RegexInstruction((RegexOperation)((int)RegexOperation.BeginText + (node.Kind - RegexNodeKind.BeginText)), _code.Count + 1));
                break;
        }
    }

    private void EmitAlternatives(IReadOnlyList<RegexNode> alternatives)
    {
        var jumps = new List<int>();
        for (var i = 0; i < alternatives.Count; i++)
        {
            if (i == alternatives.Count - 1)
            {
                Emit(alternatives[i]);
                break;
            }

            var split = AddLater();
            Emit(alternatives[i]);
            jumps.Add(AddLater());
            _code[split] = new RegexInstruction(RegexOperation.Split, split + 1, _code.Count);
        }

        foreach (var jump in jumps)
        {
            _code[jump] = new RegexInstruction(RegexOperation.Jump, _code.Count);
        }
    }

    private void EmitRepeat(RegexNode node)
    {
        var body = node.Children[0];
        if (node.Maximum < 0)
        {
            EmitUnbounded(node, body);
            return;
        }

        for (var i = 0; i < node.Minimum; i++)
        {
            Emit(body);
        }

        var splits = new List<int>();
        for (var i = node.Minimum; i < node.Maximum; i++)
        {
            splits.Add(AddLater());
            Emit(body);
        }

        foreach (var split in splits)
        {
            _code[split] = Split(split + 1, _code.Count, node.IsGreedy);
        }
    }

    /// <summary>
    /// Any number of repetitions. A body that matches nothing is repeated from its end, (x+)? for x*, for the order of
    /// preference that Go has.
    /// </summary>
    private void EmitUnbounded(RegexNode node, RegexNode body)
    {
        if (node.Minimum == 0 && !IsNullable(body))
        {
            var loop = AddLater();
            Emit(body);
            Add(new RegexInstruction(RegexOperation.Jump, loop));
            _code[loop] = Split(loop + 1, _code.Count, node.IsGreedy);
            return;
        }

        for (var i = 1; i < node.Minimum; i++)
        {
            Emit(body);
        }

        var optional = node.Minimum == 0 ? AddLater() : -1;
        var start = _code.Count;
        Emit(body);
        var end = AddLater();
        _code[end] = Split(start, _code.Count, node.IsGreedy);
        if (optional >= 0)
        {
            _code[optional] = Split(start, _code.Count, node.IsGreedy);
        }
    }

    private static bool IsNullable(RegexNode node) => node.Kind switch
    {
        RegexNodeKind.Set => false,
        RegexNodeKind.Sequence or RegexNodeKind.Group => node.Children.All(IsNullable),
        RegexNodeKind.Alternatives => node.Children.Any(IsNullable),
        RegexNodeKind.Repeat => node.Minimum == 0 || IsNullable(node.Children[0]),
        _ => true,
    };

    private static RegexInstruction Split(int into, int past, bool greedy) => greedy
        ? new RegexInstruction(RegexOperation.Split, into, past)
        : new RegexInstruction(RegexOperation.Split, past, into);
}
