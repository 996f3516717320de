using MeshHost.Helm.Templating;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Functions;

/// <summary>Helm's own functions.</summary>
internal static class HelmFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add("include", [ParameterKind.String, ParameterKind.Any], false, (executor, a) => executor.Include((string)a[0]!, a[1]));
        functions.Add("tpl", [ParameterKind.String, ParameterKind.Any], false, (executor, a) => executor.RenderText((string)a[0]!, a[1]));
        functions.Add<string, object?, object?>("required", (message, value) => value is null or ""
            ? throw new FunctionException(message) { IsByChart = true }
            : value);
        functions.Add(
            "lookup",
            [ParameterKind.String, ParameterKind.String, ParameterKind.String, ParameterKind.String],
            false,
            (executor, a) => executor.Services.Lookup?.Invoke((string)a[0]!, (string)a[1]!, (string)a[2]!, (string)a[3]!) ??
                new Dictionary<string, object?>(StringComparer.Ordinal));
        functions.Add("getHostByName", [ParameterKind.String], false, (executor, a) => executor.Services.ResolveHost?.Invoke((string)a[0]!) ?? "");
        functions.Add<object?, string>("toYaml", value => OrEmpty(() => Trim(HelmYaml.Write(value))));
        functions.Add<object?, string>("mustToYaml", value => Trim(HelmYaml.Write(value)));
        functions.Add<object?, string>("toYamlPretty", value => OrEmpty(() => Trim(HelmYaml.WritePretty(value))));
        functions.Add("fromYaml", [ParameterKind.String], false, (executor, a) => FromYaml(executor, (string)a[0]!));
        functions.Add("fromYamlArray", [ParameterKind.String], false, (executor, a) => FromYamlArray(executor, (string)a[0]!));
    }

    private static string Trim(string yaml) => yaml.EndsWith('\n') ? yaml[..^1] : yaml;

    private static string OrEmpty(Func<string> write)
    {
        try
        {
            return write();
        }
        catch (Exception e) when (e is YamlException or FunctionException)
        {
            return "";
        }
    }

    /// <summary>Reads a mapping; what went wrong is under Error, where charts look for it.</summary>
    private static Dictionary<string, object?> FromYaml(Executor executor, string text)
    {
        var (value, error) = Read(executor, text);
        switch (value)
        {
            case Dictionary<string, object?> map:
                return map;
            case null when error is null:
                return new Dictionary<string, object?>(StringComparer.Ordinal);
            default:
                error ??= WrongType(value, "map[string]interface {}");
                return new Dictionary<string, object?>(StringComparer.Ordinal) { ["Error"] = error };
        }
    }

    private static List<object?> FromYamlArray(Executor executor, string text)
    {
        var (value, error) = Read(executor, text);
        return value switch
        {
            List<object?> list => list,
            null when error is null => [],
            _ => [error ?? WrongType(value, "[]interface {}")],
        };
    }

    private static string WrongType(object? value, string type) =>
        $"error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {HelmYaml.JsonTypeName(value)} into Go value of type {type}";

    private static (object? Value, string? Error) Read(Executor executor, string text)
    {
        try
        {
            return (executor.ReadYaml(text), null);
        }
        catch (YamlException e)
        {
            return (null, "error converting YAML to JSON: " + e.Message);
        }
    }
}
