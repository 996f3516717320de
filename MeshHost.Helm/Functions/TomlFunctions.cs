using MeshHost.Helm.Templating;
using MeshHost.Helm.Toml;

namespace MeshHost.Helm.Functions;

/// <summary>TOML.</summary>
internal static class TomlFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<object?, string>("toToml", value => ToToml(NotNil(value)));
        functions.Add<object?, string>("mustToToml", value => TomlWriter.Write(NotNil(value)));
        functions.Add<string, object?>("fromToml", FromToml);
    }

    /// <summary>The encoder asks nil for its type, which is a panic and so an error of either function.</summary>
    private static object NotNil(object? value) =>
        value ?? throw new FunctionException("reflect: call of reflect.Value.Type on zero Value");

    private static string ToToml(object? value)
    {
        try
        {
            return TomlWriter.Write(value);
        }
        catch (FunctionException e)
        {
            return e.Message;
        }
    }

    private static Dictionary<string, object?> FromToml(string text)
    {
        try
        {
            return TomlReader.Read(text);
        }
        catch (FunctionException e)
        {
            return new Dictionary<string, object?>(StringComparer.Ordinal) { ["Error"] = e.Message };
        }
    }
}
