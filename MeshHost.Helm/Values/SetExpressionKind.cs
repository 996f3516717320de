namespace MeshHost.Helm.Values;

/// <summary>How the right-hand sides of a set expression are read.</summary>
internal enum SetExpressionKind
{
    /// <summary>Booleans, null and integers are recognised, everything else is text (<c>--set</c>).</summary>
    Typed,

    /// <summary>Everything is text (<c>--set-string</c>).</summary>
    Text,

    /// <summary>JSON (<c>--set-json</c>).</summary>
    Json,

    /// <summary>There is no right-hand side; a given value is stored.</summary>
    Fixed,
}
