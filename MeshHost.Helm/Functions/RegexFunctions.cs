using System.Collections.Concurrent;
using MeshHost.Helm.RegularExpressions;
using MeshHost.Helm.Templating;

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
        functions.Add<string, string, string>("regexFind", (expression, text) => regexes.Get(expression).Find(text));
        functions.Add<string, string, nint, string[]>("regexFindAll", (expression, text, limit) => regexes.Get(expression).FindAll(text, limit));
        functions.Add<string, string, string, string>("regexReplaceAll", (expression, text, replacement) =>
            regexes.Get(expression).Replace(text, replacement));
        functions.Add<string, string, string, string>("regexReplaceAllLiteral", (expression, text, replacement) =>
            regexes.Get(expression).ReplaceLiteral(text, replacement));
        functions.Add<string, string, nint, string[]>("regexSplit", (expression, text, limit) => regexes.Get(expression).Split(text, limit));
        functions.Add<string, string>("regexQuoteMeta", GoRegex.QuoteMeta);
        foreach (var name in (string[])["regexFind", "regexFindAll", "regexReplaceAll", "regexReplaceAllLiteral", "regexSplit"])
        {
            functions.Alias("mustR" + name[1..], name);
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
