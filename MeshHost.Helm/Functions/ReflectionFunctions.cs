using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Questions about the types of values.</summary>
internal static class ReflectionFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<object?, string>("typeOf", GoValue.TypeName);
        functions.Add<string, object?, bool>("typeIs", (name, value) => name == GoValue.TypeName(value));
        functions.Add<string, object?, bool>("typeIsLike", (name, value) =>
            GoValue.TypeName(value) is var actual && (name == actual || "*" + name == actual));
        functions.Add<object?, string>("kindOf", GoValue.KindName);
        functions.Add<string, object?, bool>("kindIs", (name, value) => name == GoValue.KindName(value));
        functions.Add<object?, object?, bool>("deepEqual", (left, right) => GoValue.DeepEqual(left, right));
    }
}
