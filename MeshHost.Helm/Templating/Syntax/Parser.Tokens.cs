namespace MeshHost.Helm.Templating.Syntax;

/// <content>The tokens ahead, three of which can be put back.</content>
internal sealed partial class Parser
{
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
