using System.Collections.Concurrent;
using MeshHost.Helm.RegularExpressions;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions with regular expressions.</summary>
internal sealed class RegexFunctions
{
    private const int MostKept = 512;

    private readonly ConcurrentDictionary<string, GoRegex> _compiled = new(StringComparer.Ordinal);

    public static void AddTo(FunctionMap functions)
    {
        var regexes = new RegexFunctions();
        functions.Add<string, string, bool>("regexMatch", regexes.Matches);
        functions.Add<string, string, bool>("mustRegexMatch", (expression, text) => regexes.Get(expression).IsMatch(text));
        functions.Add<string, string>("regexQuoteMeta", GoRegex.QuoteMeta);
        AddEach(functions, "r", regexes.GetOrPanic);
        AddEach(functions, "mustR", regexes.Get);
    }

    private static void AddEach(FunctionMap functions, string prefix, Func<string, GoRegex> get)
    {
        functions.Add<string, string, string>(prefix + "egexFind", (expression, text) => get(expression).Find(text));
        functions.Add<string, string, nint, string[]>(prefix + "egexFindAll", (expression, text, limit) => get(expression).FindAll(text, limit));
        functions.Add<string, string, string, string>(prefix + "egexReplaceAll", (expression, text, replacement) =>
            get(expression).Replace(text, replacement));
        functions.Add<string, string, string, string>(prefix + "egexReplaceAllLiteral", (expression, text, replacement) =>
            get(expression).ReplaceLiteral(text, replacement));
        functions.Add<string, string, nint, string[]>(prefix + "egexSplit", (expression, text, limit) => get(expression).Split(text, limit));
    }

    /// <summary>As Go's MustCompile, whose panic names the expression once more.</summary>
    private GoRegex GetOrPanic(string expression)
    {
        try
        {
            return Get(expression);
        }
        catch (FunctionException e)
        {
            var quoted = expression.AsSpan().IndexOfAny("`\n") < 0 ? $"`{expression}`" : GoQuote.Quote(expression);
            throw new FunctionException($"regexp: Compile({quoted}): {e.Message}", e);
        }
    }

    private GoRegex Get(string expression)
    {
        if (_compiled.TryGetValue(expression, out var regex))
        {
            return regex;
        }

        regex = GoRegex.Compile(expression);
        if (_compiled.Count < MostKept)
        {
            _compiled.TryAdd(expression, regex);
        }

        return regex;
    }

    private bool Matches(string expression, string text)
    {
        try
        {
            return Get(expression).IsMatch(text);
        }
        catch (FunctionException)
        {
            return false;
        }
    }
}
