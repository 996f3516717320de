using System.Collections.ObjectModel;

namespace MeshHost.Helm.Templating.Values;

/// <summary>A list of texts of a Go type with a name and methods; every function sees a list.</summary>
internal sealed class NamedTexts(string typeName, IList<string> texts, Func<string, TemplateFunction?> methods)
    : ReadOnlyCollection<string>(texts), INamedValue
{
    public string TypeName => typeName;

    public TemplateFunction? FindMethod(string name) => methods(name);

    /// <summary>A part of the list, which has the same type.</summary>
    public NamedTexts Slice(int start, int end) => new(typeName, [.. this.Skip(start).Take(end - start)], methods);
}
