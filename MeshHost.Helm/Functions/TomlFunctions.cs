using MeshHost.Helm.Templating;
using MeshHost.Helm.Toml;

namespace MeshHost.Helm.Functions;

/// <summary>TOML.</summary>
internal static class TomlFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<object?, string>("toToml", ToToml);
        functions.Add<object?, string>("mustToToml", TomlWriter.Write);
        functions.Add<string, object?>("fromToml", FromToml);
    }

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
