using System.Runtime.CompilerServices;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>
/// Builds the trees of one template text: the text itself under its own name and one for every <c>define</c> and <c>block</c>.
/// Functions are bound and variables get their slots here, so that nothing is looked up by name when templates run.
/// </summary>
internal sealed partial class Parser
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

    private void Enter()
    {
        if (++_depth > TemplateLimits.MaxNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Error("nested too deeply");
        }
    }
}
