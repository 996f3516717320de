namespace MeshHost.Hosting.ApplicationModel;

/// <summary>What the name of a resource may look like; each broken rule has its own message.</summary>
internal static class ResourceNameRules
{
    private const int MaxLength = 64;

    public static void Validate(string name, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(name, parameterName);
        if (FindProblem(name) is { } problem)
        {
            throw new ArgumentException($"Resource name '{name}' is invalid. {problem}", parameterName);
        }
    }

    private static string? FindProblem(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return $"Name must be between 1 and {MaxLength} characters long.";
        }

        if (!char.IsAsciiLetter(name[0]))
        {
            return "Name must start with an ASCII letter.";
        }

        if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            return "Name must contain only ASCII letters, digits, and hyphens.";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            return "Name cannot contain consecutive hyphens.";
        }

        return name.EndsWith('-') ? "Name cannot end with a hyphen." : null;
    }
}
