using System.Text.RegularExpressions;

namespace MeshHost.Helm.Schema;

/// <summary>Regular expressions of schemas. A pattern is the chart author's and the value the user's, so neither may make matching slow.</summary>
internal static class SchemaPattern
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(1);

    public static bool IsMatch(string pattern, string value)
    {
        try
        {
            // The linear-time engine first; look-around, which it lacks, gets the other one with a limit.
            return Regex.IsMatch(value, pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_limit);
        }
        catch (NotSupportedException)
        {
            return Regex.IsMatch(value, pattern, RegexOptions.CultureInvariant, s_limit);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new ChartException($"the pattern '{pattern}' of the schema takes too long", e);
        }
        catch (ArgumentException e)
        {
            throw new ChartException($"the pattern '{pattern}' of the schema is not a regular expression: {e.Message}", e);
        }
    }
}
