namespace MeshHost.Helm.Templating.Syntax;

/// <summary>Cuts a template into tokens. Two states: in text, and inside an action between the delimiters.</summary>
internal sealed partial class Lexer
{
    private const string LeftDelim = "{{";
    private const string RightDelim = "}}";
    private const int EndOfFile = -1;

    private readonly string _input;
    private int _end;
    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _parentheses;
    private bool _insideAction;

    public Lexer(string input)
    {
        _input = input;
        _end = input.Length;
    }

    public Token Next() => _insideAction ? InsideAction() : Text();

    private Token Text()
    {
        while (true)
        {
            var offset = _input.AsSpan(_position, _end - _position).IndexOf(LeftDelim, StringComparison.Ordinal);
            if (offset < 0)
            {
                _position = _end;
                return _position > _start ? EmitCounted(TokenKind.Text) : Emit(TokenKind.EndOfFile, "EOF");
            }

            if (offset > 0)
            {
                _position += offset;
                var text = _input.AsSpan(_start, _position - _start);
                var trimmed = HasLeftTrimMarker(_position + LeftDelim.Length) ? text.Length - text.TrimEnd(" \t\r\n").Length : 0;
                _position -= trimmed;
                if (_position > _start)
                {
                    var token = EmitCounted(TokenKind.Text);
                    _position += trimmed;
                    Ignore();
                    return token;
                }

                _position += trimmed;
                Ignore();
            }

            var marker = HasLeftTrimMarker(_position + LeftDelim.Length) ? 2 : 0;
            if (StartsWith(_position + LeftDelim.Length + marker, "/*"))
            {
                _position += LeftDelim.Length + marker;
                if (Comment() is { } error)
                {
                    return error;
                }

                continue;
            }

            _position += LeftDelim.Length;
            var delimiter = Emit(TokenKind.LeftDelim);
            _insideAction = true;
            _position += marker;
            Ignore();
            _parentheses = 0;
            return delimiter;
        }
    }

    private Token? Comment()
    {
        Ignore();
        var close = _input.AsSpan(_position + 2, _end - _position - 2).IndexOf("*/", StringComparison.Ordinal);
        if (close < 0)
        {
            return Error("unclosed comment");
        }

        _position += 2 + close + 2;
        if (!AtRightDelim(out var trim))
        {
            return Error("comment ends before closing delimiter");
        }

        _position += RightDelim.Length + (trim ? 2 : 0);
        SkipSpaceAfter(trim);
        Ignore();
        return null;
    }

    private Token InsideAction()
    {
        if (AtRightDelim(out var trim))
        {
            return _parentheses == 0 ? CloseAction(trim) : Error("unclosed left paren");
        }

        var rune = NextRune();
        switch (rune)
        {
            case EndOfFile:
                return Error("unclosed action");
            case ' ' or '\t' or '\r' or '\n':
                return Space();
            case '=':
                return Emit(TokenKind.Assign);
            case ':':
                return NextRune() == '=' ? Emit(TokenKind.Declare) : Error("expected :=");
            case '|':
                return Emit(TokenKind.Pipe);
            case '"':
                return Quoted('"', TokenKind.String, "unterminated quoted string");
            case '`':
                return RawQuoted();
            case '$':
                return FieldOrVariable(TokenKind.Variable);
            case '\'':
                return Quoted('\'', TokenKind.CharConstant, "unterminated character constant");
            case '.' when _position < _end && !char.IsAsciiDigit(_input[_position]):
                return FieldOrVariable(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                _position--;
                return Number();
            case '(':
                _parentheses++;
                return Emit(TokenKind.LeftParen);
            case ')':
                return --_parentheses < 0 ? Error("unexpected right paren") : Emit(TokenKind.RightParen);
            case var _ when IsAlphaNumeric(rune):
                return Identifier();
            case > ' ' and < 0x7f:
                return Emit(TokenKind.Char);
            default:
                return Error($"unrecognized character in action: {DescribeRune(rune)}");
        }
    }

    private Token CloseAction(bool trim)
    {
        if (trim)
        {
            _position += 2;
            Ignore();
        }

        _position += RightDelim.Length;
        var token = Emit(TokenKind.RightDelim);
        SkipSpaceAfter(trim);
        Ignore();
        _insideAction = false;
        return token;
    }

    private Token Space()
    {
        var count = 1;
        while (_position < _end && IsSpace(_input[_position]))
        {
            NextRune();
            count++;
        }

        // The last space belongs to " -}}" when that is what follows.
        if (IsTrimMarkerAt(_position - 1) && StartsWith(_position + 1, RightDelim))
        {
            _position--;
            if (_input[_position] == '\n')
            {
                _line--;
            }

            if (count == 1)
            {
                return CloseAction(trim: true);
            }
        }

        return Emit(TokenKind.Space);
    }

    private Token Identifier()
    {
        var last = SkipAlphaNumeric();
        if (!AtTerminator())
        {
            return Error($"bad character {DescribeRune(last)}");
        }

        var word = _input[_start.._position];
        return Emit(KindOf(word), word);
    }

    private static TokenKind KindOf(string word) => word switch
    {
        "true" or "false" => TokenKind.Bool,
        "block" => TokenKind.Block,
        "break" => TokenKind.Break,
        "continue" => TokenKind.Continue,
        "define" => TokenKind.Define,
        "else" => TokenKind.Else,
        "end" => TokenKind.End,
        "if" => TokenKind.If,
        "range" => TokenKind.Range,
        "nil" => TokenKind.Nil,
        "template" => TokenKind.Template,
        "with" => TokenKind.With,
        _ => TokenKind.Identifier,
    };

    private Token FieldOrVariable(TokenKind kind)
    {
        if (AtTerminator())
        {
            return Emit(kind == TokenKind.Variable ? TokenKind.Variable : TokenKind.Dot);
        }

        var last = SkipAlphaNumeric();
        return AtTerminator() ? Emit(kind) : Error($"bad character {DescribeRune(last)}");
    }

    private int SkipAlphaNumeric()
    {
        while (true)
        {
            var rune = PeekRune(out var width);
            if (!IsAlphaNumeric(rune))
            {
                return rune;
            }

            _position += width;
        }
    }

    private Token Quoted(char quote, TokenKind kind, string unterminated)
    {
        while (true)
        {
            var rune = NextRune();
            if (rune == '\\')
            {
                rune = NextRune();
                if (rune is not (EndOfFile or '\n'))
                {
                    continue;
                }
            }

            if (rune is EndOfFile or '\n')
            {
                return Error(unterminated);
            }

            if (rune == quote)
            {
                return Emit(kind);
            }
        }
    }

    private Token RawQuoted()
    {
        while (true)
        {
            switch (NextRune())
            {
                case EndOfFile:
                    return Error("unterminated raw quoted string");
                case '`':
                    return Emit(TokenKind.RawString);
            }
        }
    }

    private Token Number()
    {
        if (!ScanNumber())
        {
            return Error($"bad number syntax: {Values.GoQuote.Quote(_input[_start.._position])}");
        }

        if (_position < _end && _input[_position] is '+' or '-' && _position < _end)
        {
            return ScanNumber() && _input[_position - 1] == 'i'
                ? Emit(TokenKind.Complex)
                : Error($"bad number syntax: {Values.GoQuote.Quote(_input[_start.._position])}");
        }

        return Emit(TokenKind.Number);
    }

    private bool ScanNumber()
    {
        Accept("+-");
        var digits = "0123456789_";
        if (Accept("0"))
        {
            digits = Accept("xX") ? "0123456789abcdefABCDEF_" : Accept("oO") ? "01234567_" : Accept("bB") ? "01_" : digits;
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if ((digits.Length == 11 && Accept("eE")) || (digits.Length == 23 && Accept("pP")))
        {
            Accept("+-");
            AcceptRun("0123456789_");
        }

        Accept("i");
        if (IsAlphaNumeric(PeekRune(out var width)))
        {
            _position += width;
            return false;
        }

        return true;
    }

    private Token Emit(TokenKind kind) => Emit(kind, _input[_start.._position]);

    private Token Emit(TokenKind kind, string text)
    {
        var token = new Token(kind, _start, text, _startLine);
        _start = _position;
        _startLine = _line;
        return token;
    }

    private Token EmitCounted(TokenKind kind)
    {
        _line += _input.AsSpan(_start, _position - _start).Count('\n');
        return Emit(kind);
    }

    private void Ignore()
    {
        _line += _input.AsSpan(_start, _position - _start).Count('\n');
        _start = _position;
        _startLine = _line;
    }

    private Token Error(string message)
    {
        var token = new Token(TokenKind.Error, _start, message, _startLine);
        _start = _position = _end = 0;
        _insideAction = false;
        return token;
    }
}
