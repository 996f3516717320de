using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating.Syntax;

/// <summary>One token of a template: kind, place and text.</summary>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, int Line)
{
    /// <summary>The token as error messages show it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.EndOfFile => "EOF",
        TokenKind.Error => Text,
        > TokenKind.FirstKeyword => $"<{Text}>",
        _ when Text.Length > 10 => GoQuote.Quote(ByteString.Prefix(Text, 10)) + "...",
        _ => GoQuote.Quote(Text),
    };
}
