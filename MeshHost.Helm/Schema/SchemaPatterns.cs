using MeshHost.Helm.RegularExpressions;
using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Schema;

/// <summary>
/// The regular expressions of one schema, each compiled once. They have RE2's syntax, as in Helm, and take time linear in the text: a
/// pattern is the chart author's and the value the user's, so neither may make matching slow.
/// </summary>
internal sealed class SchemaPatterns
{
    private readonly Dictionary<string, GoRegex> _compiled = new(StringComparer.Ordinal);

    /// <exception cref="ChartException">The pattern is not a regular expression.</exception>
    public void Add(string pattern)
    {
        try
        {
            _compiled.TryAdd(pattern, GoRegex.Compile(pattern));
        }
        catch (FunctionException e)
        {
            throw new ChartException($"the pattern '{pattern}' is not a regular expression: {e.Message}", e);
        }
    }

    public bool IsMatch(string pattern, string value) => _compiled[pattern].IsMatch(value);
}
