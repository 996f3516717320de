namespace MeshHost.Helm.Rendering;

/// <summary>
/// Splits rendered text into documents where Helm does: at every line that starts with three dashes, whatever follows them. That is laxer than
/// YAML (<c>---apiVersion: v1</c> starts a document too), and charts have come to rely on it.
/// </summary>
internal static class ManifestSplitter
{
    private const string Separator = "---";

    public static List<string> Split(string text)
    {
        var documents = new List<string>();
        var rest = text.AsSpan().TrimStart();
        var start = 0;
        var position = 0;
        while (true)
        {
            if (rest[position..].StartsWith(Separator, StringComparison.Ordinal))
            {
                Add(documents, rest[start..position]);
                position += Separator.Length;
                while (position < rest.Length && rest[position] is ' ' or '\t')
                {
                    position++;
                }

                start = position;
            }

            var lineEnd = position < rest.Length ? rest[position..].IndexOf('\n') : -1;
            if (lineEnd < 0)
            {
                Add(documents, rest[start..]);
                return documents;
            }

            position += lineEnd + 1;
        }
    }

    private static void Add(List<string> documents, ReadOnlySpan<char> document)
    {
        var trimmed = document.TrimStart();
        if (!trimmed.IsEmpty)
        {
            documents.Add(trimmed.ToString());
        }
    }
}
