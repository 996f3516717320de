namespace MeshHost.Helm.Charts;

/// <summary>
/// The rules of a <c>.helmignore</c> file. They look like <c>.gitignore</c> but differ: no <c>**</c>, the first match decides,
/// and a negated rule ignores whatever it does <em>not</em> match.
/// </summary>
internal sealed class HelmIgnore
{
    private readonly List<Rule> _rules = [];

    /// <summary>Reads the rules and adds the built-in one for dot files in <c>templates/</c>.</summary>
    public static HelmIgnore Parse(string text)
    {
        var ignore = new HelmIgnore();
        foreach (var line in text.Split('\n'))
        {
            ignore.Add(line.Trim().TrimStart('\uFEFF'));
        }

        ignore.Add("templates/.?*");
        return ignore;
    }

    /// <summary>Whether a file or folder is left out.</summary>
    /// <param name="path">Path relative to the chart, with forward slashes.</param>
    /// <param name="isDirectory">Whether it is a folder.</param>
    public bool IsIgnored(string path, bool isDirectory)
    {
        foreach (var rule in _rules)
        {
            var matches = rule.Pattern.IsMatch(rule.WholePath ? path : path[(path.LastIndexOf('/') + 1)..]);
            if (rule.Negated)
            {
                if ((rule.DirectoryOnly && !isDirectory) || !matches)
                {
                    return true;
                }
            }
            else if (matches && (isDirectory || !rule.DirectoryOnly))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(string rule)
    {
        if (rule.Length == 0 || rule.StartsWith('#'))
        {
            return;
        }

        if (rule.Contains("**", StringComparison.Ordinal))
        {
            throw new ChartException($".helmignore: double-star (**) syntax is not supported: \"{rule}\"");
        }

        var negated = rule.StartsWith('!');
        var body = negated ? rule[1..] : rule;
        var directoryOnly = body.EndsWith('/');
        body = directoryOnly ? body[..^1] : body;
        var wholePath = body.Contains('/', StringComparison.Ordinal);
        body = body.StartsWith('/') ? body[1..] : body;
        var pattern = PathPattern.TryParse(body) ?? throw new ChartException($".helmignore: syntax error in pattern \"{rule}\"");
        _rules.Add(new Rule(pattern, negated, directoryOnly, wholePath));
    }

    private sealed record Rule(PathPattern Pattern, bool Negated, bool DirectoryOnly, bool WholePath);
}
