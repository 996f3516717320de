using System.Runtime.CompilerServices;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>
/// Builds the trees of one template text: the text itself under its own name and one for every <c>define</c> and <c>block</c>.
/// Functions are bound and variables get their slots here, so that nothing is looked up by name when templates run.
/// </summary>
internal sealed class Parser
{
    private readonly string _file;
    private readonly string _text;
    private readonly FunctionMap _functions;
    private readonly Lexer _lexer;
    private readonly Token[] _lookahead = new Token[3];
    private readonly List<TemplateDefinition> _definitions = [];
    private int _peeked;
    private int _actionLine;
    private int _depth;
    private Scope _scope = new();

    private Parser(string file, string text, FunctionMap functions)
    {
        _file = file;
        _text = text;
        _functions = functions;
        _lexer = new Lexer(text);
    }

    /// <summary>The definitions of a text; the last one is the text itself.</summary>
    public static IReadOnlyList<TemplateDefinition> Parse(string file, string text, FunctionMap functions)
    {
        var parser = new Parser(file, text, functions);
        parser.ParseText();
        return parser._definitions;
    }

    private void ParseText()
    {
        var nodes = new List<Node>();
        var start = Peek().Position;
        while (Peek().Kind != TokenKind.EndOfFile)
        {
            if (Peek().Kind == TokenKind.LeftDelim)
            {
                var delimiter = Next();
                if (NextNonSpace().Kind == TokenKind.Define)
                {
                    ParseDefinition();
                    continue;
                }

                Backup2(delimiter);
            }

            var node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                throw Error($"unexpected {node}");
            }

            nodes.Add(node);
        }

        AddDefinition(_file, new ListNode(start, [.. nodes]), _scope);
    }

    private void ParseDefinition()
    {
        const string Context = "define clause";
        var token = NextNonSpace();
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            throw Unexpected(token, Context);
        }

        var name = Unquote(token);
        Expect(TokenKind.RightDelim, Context);
        var outer = _scope;
        _scope = new Scope();
        var (body, end) = ItemList();
        if (end is not EndNode)
        {
            throw Error($"unexpected {end} in {Context}");
        }

        AddDefinition(name, body, _scope);
        _scope = outer;
    }

    private void AddDefinition(string name, ListNode body, Scope scope)
    {
        var definition = new TemplateDefinition(name, _file, _text, body, scope.Size);
        var existing = _definitions.FindIndex(d => d.Name == name);
        if (existing < 0)
        {
            _definitions.Add(definition);
        }
        else if (_definitions[existing].Root.IsEmpty)
        {
            _definitions[existing] = definition;
        }
        else if (!body.IsEmpty)
        {
            throw Error($"template: multiple definition of template {GoQuote.Quote(name)}");
        }
    }

    private (ListNode List, Node End) ItemList()
    {
        Enter();
        var nodes = new List<Node>();
        var start = PeekNonSpace().Position;
        while (PeekNonSpace().Kind != TokenKind.EndOfFile)
        {
            var node = TextOrAction();
            if (node is EndNode or ElseNode)
            {
                _depth--;
                return (new ListNode(start, [.. nodes]), node);
            }

            nodes.Add(node);
        }

        throw Error("unexpected EOF");
    }

    private Node TextOrAction()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, token.Text);
            case TokenKind.LeftDelim:
                _actionLine = token.Line;
                var node = Action();
                _actionLine = 0;
                return node;
            default:
                throw Unexpected(token, "input");
        }
    }

    private Node Action()
    {
        var token = NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return BlockControl();
            case TokenKind.Break or TokenKind.Continue:
                return LoopControl(token);
            case TokenKind.Else:
                return ElseControl();
            case TokenKind.End:
                return new EndNode(Expect(TokenKind.RightDelim, "end").Position);
            case TokenKind.If:
                return IfControl();
            case TokenKind.Range:
                return RangeControl();
            case TokenKind.Template:
                return TemplateControl();
            case TokenKind.With:
                return WithControl();
        }

        Backup();
        var position = Peek().Position;
        return new ActionNode(position, Pipeline("command", TokenKind.RightDelim));
    }

    private Node LoopControl(Token token)
    {
        var keyword = token.Kind == TokenKind.Break ? "{{break}}" : "{{continue}}";
        var next = NextNonSpace();
        if (next.Kind != TokenKind.RightDelim)
        {
            throw Unexpected(next, keyword);
        }

        if (_scope.RangeDepth == 0)
        {
            throw Error($"{keyword} outside {{{{range}}}}");
        }

        return token.Kind == TokenKind.Break ? new BreakNode(token.Position) : new ContinueNode(token.Position);
    }

    private IfNode IfControl()
    {
        var (pipe, list, otherwise) = Control("if");
        return new IfNode(pipe.Position, pipe, list, otherwise);
    }

    private WithNode WithControl()
    {
        var (pipe, list, otherwise) = Control("with");
        return new WithNode(pipe.Position, pipe, list, otherwise);
    }

    private RangeNode RangeControl()
    {
        var (pipe, list, otherwise) = Control("range");
        return new RangeNode(pipe.Position, pipe, list, otherwise);
    }

    private (PipeNode Pipe, ListNode List, ListNode? Otherwise) Control(string context)
    {
        Enter();
        var variables = _scope.Mark();
        var pipe = Pipeline(context, TokenKind.RightDelim);
        _scope.RangeDepth += context == "range" ? 1 : 0;
        var (list, next) = ItemList();
        _scope.RangeDepth -= context == "range" ? 1 : 0;
        ListNode? otherwise = null;
        if (next is ElseNode)
        {
            if (context == "if" && Peek().Kind == TokenKind.If)
            {
                Next();
                otherwise = new ListNode(next.Position, [IfControl()]);
            }
            else if (context == "with" && Peek().Kind == TokenKind.With)
            {
                Next();
                otherwise = new ListNode(next.Position, [WithControl()]);
            }
            else
            {
                (otherwise, next) = ItemList();
                if (next is not EndNode)
                {
                    throw Error($"expected end; found {next}");
                }
            }
        }

        _scope.Release(variables);
        _depth--;
        return (pipe, list, otherwise);
    }

    private ElseNode ElseControl()
    {
        var peek = PeekNonSpace();
        return peek.Kind is TokenKind.If or TokenKind.With
            ? new ElseNode(peek.Position)
            : new ElseNode(Expect(TokenKind.RightDelim, "else").Position);
    }

    private TemplateNode BlockControl()
    {
        const string Context = "block clause";
        var token = NextNonSpace();
        var name = TemplateName(token, Context);
        var pipe = Pipeline(Context, TokenKind.RightDelim);
        var outer = _scope;
        _scope = new Scope();
        var (body, end) = ItemList();
        if (end is not EndNode)
        {
            throw Error($"unexpected {end} in {Context}");
        }

        AddDefinition(name, body, _scope);
        _scope = outer;
        return new TemplateNode(token.Position, name, pipe);
    }

    private TemplateNode TemplateControl()
    {
        const string Context = "template clause";
        var token = NextNonSpace();
        var name = TemplateName(token, Context);
        PipeNode? pipe = null;
        if (NextNonSpace().Kind != TokenKind.RightDelim)
        {
            Backup();
            pipe = Pipeline(Context, TokenKind.RightDelim);
        }

        return new TemplateNode(token.Position, name, pipe);
    }

    private string TemplateName(Token token, string context) => token.Kind is TokenKind.String or TokenKind.RawString
        ? Unquote(token)
        : throw Unexpected(token, context);

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

    private void Enter()
    {
        if (++_depth > TemplateLimits.MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("nested too deeply");
        }
    }

    private Token Next()
    {
        if (_peeked > 0)
        {
            _peeked--;
        }
        else
        {
            _lookahead[0] = _lexer.Next();
        }

        return _lookahead[_peeked];
    }

    private void Backup() => _peeked++;

    private void Backup2(Token first)
    {
        _lookahead[1] = first;
        _peeked = 2;
    }

    private void Backup3(Token second, Token first)
    {
        _lookahead[1] = first;
        _lookahead[2] = second;
        _peeked = 3;
    }

    private Token Peek()
    {
        if (_peeked > 0)
        {
            return _lookahead[_peeked - 1];
        }

        _peeked = 1;
        return _lookahead[0] = _lexer.Next();
    }

    private Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        }
        while (token.Kind == TokenKind.Space);
        return token;
    }

    private Token PeekNonSpace()
    {
        var token = NextNonSpace();
        Backup();
        return token;
    }

    private Token Expect(TokenKind kind, string context)
    {
        var token = NextNonSpace();
        return token.Kind == kind ? token : throw Unexpected(token, context);
    }

    private ParseException Error(string message) => new(_lookahead[0].Line, message);

    private ParseException Unexpected(Token token, string context)
    {
        if (token.Kind != TokenKind.Error)
        {
            return Error($"unexpected {token.Describe()} in {context}");
        }

        var extra = "";
        if (_actionLine != 0 && _actionLine != token.Line)
        {
            extra = $" in action started at {_file}:{_actionLine}";
            extra = token.Text.EndsWith(" action", StringComparison.Ordinal) ? extra[" in action".Length..] : extra;
        }

        return Error(token.Text + extra);
    }
}
