using System.Text;

namespace MeshHost.Helm.Schema;

/// <summary>One way in which a value breaks its schema.</summary>
/// <param name="Path">JSON pointer of the value, empty for the top.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record SchemaViolation(string Path, string Message)
{
    /// <summary>Why each alternative of an <c>anyOf</c> or <c>oneOf</c> did not fit.</summary>
    public IReadOnlyList<SchemaViolation> Causes { get; init; } = [];

    public static string Describe(IReadOnlyList<SchemaViolation> violations)
    {
        var text = new StringBuilder();
        Append(text, violations, indent: 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<SchemaViolation> violations, int indent)
    {
        foreach (var violation in violations)
        {
            text.Append(' ', indent).Append("- at '").Append(violation.Path).Append("': ").Append(violation.Message).Append('\n');
            Append(text, violation.Causes, indent + 2);
        }
    }
}
