using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>Defaults, choices and failures.</summary>
internal static class FlowFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.AddVariadic<object?, object?, object?>("default", (fallback, given) =>
            given.Length == 0 || IsEmpty(given[0]) ? fallback : given[0]);
        functions.Add<object?, bool>("empty", IsEmpty);
        functions.AddVariadic<object?, object?>("coalesce", values => Array.Find(values, value => !IsEmpty(value)));
        functions.AddVariadic<object?, bool>("all", values => !Array.Exists(values, IsEmpty));
        functions.AddVariadic<object?, bool>("any", values => Array.Exists(values, value => !IsEmpty(value)));
        functions.Add<object?, object?, bool, object?>("ternary", (whenTrue, whenFalse, condition) => condition ? whenTrue : whenFalse);
        functions.Add<string, object?>("fail", message => throw new FunctionException(message) { IsByChart = true });
    }

    private static bool IsEmpty(object? value) => !GoValue.IsTrue(value);
}
