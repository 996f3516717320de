namespace MeshHost.Helm.Templating.Values;

/// <summary>A value of a Go type with a name of its own, whose methods templates may call.</summary>
internal interface INamedValue
{
    /// <summary>The name of its type as Go prints it.</summary>
    string TypeName { get; }

    /// <summary>Finds a method; null when there is none of that name.</summary>
    TemplateFunction? FindMethod(string name);
}
