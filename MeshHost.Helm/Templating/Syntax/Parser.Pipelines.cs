using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating.Syntax;

/// <content>Pipelines, commands and their operands.</content>
internal sealed partial class Parser
{
    private PipeNode Pipeline(string context, TokenKind end)
    {
        Enter();
        var position = PeekNonSpace().Position;
        var variables = new List<VariableNode>();
        var isAssign = false;
        while (PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            Next();
            var after = Peek();
            var next = PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                isAssign = next.Kind == TokenKind.Assign;
                NextNonSpace();
                variables.Add(Declare(variable));
                break;
            }

            if (next is { Kind: TokenKind.Char, Text: "," })
            {
                NextNonSpace();
                variables.Add(Declare(variable));
                if (context != "range" || variables.Count >= 2)
                {
                    throw Error($"too many declarations in {context}");
                }

                if (PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelim or TokenKind.RightParen))
                {
                    throw Error("range can only initialize variables");
                }

                continue;
            }

            if (after.Kind == TokenKind.Space)
            {
                Backup3(variable, after);
            }
            else
            {
                Backup2(variable);
            }

            break;
        }

        if (isAssign)
        {
            for (var i = 0; i < variables.Count; i++)
            {
                variables[i] = _scope.Assigned(variables[i]);
            }
        }

        var commands = Commands(context, end);
        for (var i = 0; i < variables.Count && !isAssign; i++)
        {
            _scope.Reveal(variables[i]);
        }

        _depth--;
        return new PipeNode(position, [.. variables], isAssign, commands);
    }

    private VariableNode Declare(Token token)
    {
        var names = token.Text.Split('.');
        return new VariableNode(token.Position, names[0], _scope.Reserve(), names[1..]);
    }

    private CommandNode[] Commands(string context, TokenKind end)
    {
        var commands = new List<CommandNode>();
        while (true)
        {
            var token = NextNonSpace();
            if (token.Kind == end)
            {
                CheckCommands(commands, context);
                return [.. commands];
            }

            switch (token.Kind)
            {
                case TokenKind.Bool or TokenKind.CharConstant or TokenKind.Complex or TokenKind.Dot or TokenKind.Field or
                    TokenKind.Identifier or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.String or
                    TokenKind.Variable or TokenKind.LeftParen:
                    Backup();
                    commands.Add(Command());
                    break;
                default:
                    throw Unexpected(token, context);
            }
        }
    }

    private void CheckCommands(List<CommandNode> commands, string context)
    {
        if (commands.Count == 0)
        {
            throw Error($"missing value for {context}");
        }

        for (var i = 1; i < commands.Count; i++)
        {
            if (commands[i].Arguments[0] is BoolNode or DotNode or NilNode or NumberNode or StringNode)
            {
                throw Error($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command()
    {
        var position = PeekNonSpace().Position;
        var arguments = new List<Node>();
        while (true)
        {
            PeekNonSpace();
            if (Operand() is { } operand)
            {
                arguments.Add(operand);
            }

            var token = Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelim or TokenKind.RightParen)
            {
                Backup();
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                throw Unexpected(token, "operand");
            }

            break;
        }

        return arguments.Count > 0 ? new CommandNode(position, [.. arguments]) : throw Error("empty command");
    }

    private Node? Operand()
    {
        var node = Term();
        if (node is null || Peek().Kind != TokenKind.Field)
        {
            return node;
        }

        var position = Peek().Position;
        var fields = new List<string>();
        while (Peek().Kind == TokenKind.Field)
        {
            fields.Add(Next().Text[1..]);
        }

        return node switch
        {
            FieldNode field => new FieldNode(position, [.. field.Names, .. fields]),
            VariableNode variable => new VariableNode(position, variable.Name, variable.Slot, [.. variable.Fields, .. fields]),
            BoolNode or StringNode or NumberNode or NilNode or DotNode =>
                throw Error($"unexpected . after term {GoQuote.Quote(node.ToString())}"),
            _ => new ChainNode(position, node, [.. fields]),
        };
    }

    private Node? Term()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                return _functions.TryGet(token.Text, out var function)
                    ? new IdentifierNode(token.Position, function)
                    : throw Error($"function {GoQuote.Quote(token.Text)} not defined");
            case TokenKind.Dot:
                return new DotNode(token.Position);
            case TokenKind.Nil:
                return new NilNode(token.Position);
            case TokenKind.Variable:
                var names = token.Text.Split('.');
                var slot = _scope.Find(names[0]);
                return slot is not null
                    ? new VariableNode(token.Position, names[0], slot.Value, names[1..])
                    : throw Error($"undefined variable {GoQuote.Quote(names[0])}");
            case TokenKind.Field:
                return new FieldNode(token.Position, [token.Text[1..]]);
            case TokenKind.Bool:
                return new BoolNode(token.Position, token.Text == "true");
            case TokenKind.CharConstant or TokenKind.Complex or TokenKind.Number:
                try
                {
                    return NumberNode.Parse(token.Position, token.Text, token.Kind);
                }
                catch (FormatException e)
                {
                    throw Error(e.Message);
                }

            case TokenKind.LeftParen:
                return Pipeline("parenthesized pipeline", TokenKind.RightParen);
            case TokenKind.String or TokenKind.RawString:
                return new StringNode(token.Position, token.Text, Unquote(token));
            default:
                Backup();
                return null;
        }
    }

    private string Unquote(Token token) =>
        GoQuote.TryUnquote(token.Text, out var text) ? text : throw Error("invalid syntax");
}
