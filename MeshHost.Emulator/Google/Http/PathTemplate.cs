namespace MeshHost.Emulator.Google.Http;

/// <summary>
/// A path such as <c>/v1/projects/{project}/serviceAccounts/{serviceAccount}:getIamPolicy</c>. Only the last segment can have a
/// <c>:verb</c>; a template without one does not match a path with one.
/// </summary>
internal sealed class PathTemplate
{
    private readonly string[] _segments;
    private readonly string _verb;

    private PathTemplate(string text, string[] segments, string verb)
    {
        Text = text;
        _segments = segments;
        _verb = verb;
    }

    /// <summary>The template as written.</summary>
    public string Text { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <returns>The parsed template.</returns>
    public static PathTemplate Parse(string text)
    {
        var (path, verb) = SplitVerb(text);
        return new PathTemplate(text, path.Trim('/').Split('/'), verb);
    }

    /// <summary>Matches a request path.</summary>
    /// <param name="path">The path, still percent-encoded.</param>
    /// <returns>The values of the parameters, or <see langword="null"/> when the path is another one.</returns>
    public Dictionary<string, string>? Match(string path)
    {
        var (bare, verb) = SplitVerb(path);
        var segments = bare.Trim('/').Split('/');
        if (segments.Length != _segments.Length || verb != _verb)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < segments.Length; i++)
        {
            var value = Uri.UnescapeDataString(segments[i]);
            if (_segments[i] is ['{', .. var name, '}'])
            {
                if (value.Length == 0)
                {
                    return null;
                }

                values[name] = value;
            }
            else if (_segments[i] != value)
            {
                return null;
            }
        }

        return values;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static (string Path, string Verb) SplitVerb(string path)
    {
        var colon = path.LastIndexOf(':');
        return colon > path.LastIndexOf('/') ? (path[..colon], path[(colon + 1)..]) : (path, "");
    }
}
