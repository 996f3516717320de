using System.Text.RegularExpressions;

namespace MeshHost.Emulator.Monitoring.Query;

/// <summary>A condition on a label: <c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</summary>
internal sealed class LabelMatcher
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);

    private readonly string _operator;
    private readonly string _value;
    private readonly Regex? _regex;

    public LabelMatcher(string name, string comparison, string value)
    {
        Name = name;
        _operator = comparison;
        _value = value;
        if (comparison is "=~" or "!~")
        {
            try
            {
                _regex = new Regex($"^(?:{value})$", RegexOptions.CultureInvariant, s_timeout);
            }
            catch (ArgumentException ex)
            {
                throw new QueryException($"parse error: invalid regular expression \"{value}\": {ex.Message}");
            }
        }
    }

    public string Name { get; }

    public bool Matches(Labels labels)
    {
        var actual = labels[Name];
        return _operator switch
        {
            "=" => actual == _value,
            "!=" => actual != _value,
            "=~" => _regex!.IsMatch(actual),
            _ => !_regex!.IsMatch(actual),
        };
    }
}
