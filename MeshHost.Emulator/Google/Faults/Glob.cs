namespace MeshHost.Emulator.Google.Faults;

/// <summary>Patterns where <c>*</c> stands for any text.</summary>
internal static class Glob
{
    /// <summary>Whether a text fits a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="text">The text.</param>
    /// <returns><see langword="true"/> when all of the text fits.</returns>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var star = pattern.IndexOf('*');
        if (star < 0)
        {
            return pattern.SequenceEqual(text);
        }

        if (!text.StartsWith(pattern[..star]))
        {
            return false;
        }

        var rest = pattern[(star + 1)..];
        for (var i = star; i <= text.Length; i++)
        {
            if (IsMatch(rest, text[i..]))
            {
                return true;
            }
        }

        return false;
    }
}
