using System.Diagnostics.CodeAnalysis;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating;

/// <summary>
/// Functions by name. The generic overloads take typed delegates, so that a function is written as a plain method; the kinds
/// of its parameters are found once, when it is added.
/// </summary>
internal sealed class FunctionMap
{
    private readonly Dictionary<string, TemplateFunction> _functions;

    public FunctionMap() => _functions = new(300, StringComparer.Ordinal);

    /// <summary>A copy that functions can be added to or replaced in.</summary>
    public FunctionMap(FunctionMap other) => _functions = new(other._functions, StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _functions.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out TemplateFunction? function) => _functions.TryGetValue(name, out function);

    public void Add(TemplateFunction function) => _functions[function.Name] = function;

    public void Add(string name, ParameterKind[] parameters, bool isVariadic, FunctionBody body) =>
        Add(new TemplateFunction(name, parameters, isVariadic, body));

    /// <summary>Makes a second name for a function.</summary>
    public void Alias(string name, string existing)
    {
        var function = _functions[existing];
        _functions[name] = new TemplateFunction(name, function.Parameters, function.IsVariadic, function.Invoke)
        {
            ShortCircuit = function.ShortCircuit,
            ObjectTypeName = function.ObjectTypeName,
        };
    }

    public void Add<TResult>(string name, Func<TResult> body) => Add(name, [], false, (_, _) => Box(body()));

    public void Add<T1, TResult>(string name, Func<T1, TResult> body) =>
        Add(name, [Parameter<T1>.Kind], false, (_, a) => Box(body((T1)a[0]!)));

    public void Add<T1, T2, TResult>(string name, Func<T1, T2, TResult> body) =>
        Add(name, [Parameter<T1>.Kind, Parameter<T2>.Kind], false, (_, a) => Box(body((T1)a[0]!, (T2)a[1]!)));

    public void Add<T1, T2, T3, TResult>(string name, Func<T1, T2, T3, TResult> body) =>
        Add(name, [Parameter<T1>.Kind, Parameter<T2>.Kind, Parameter<T3>.Kind], false,
            (_, a) => Box(body((T1)a[0]!, (T2)a[1]!, (T3)a[2]!)));

    /// <summary>A function all of whose arguments are of one kind and any number.</summary>
    public void AddVariadic<T, TResult>(string name, Func<T[], TResult> body) =>
        Add(name, [Parameter<T>.Kind], true, (_, a) => Box(body(Rest<T>(a, 0))));

    public void AddVariadic<T1, T, TResult>(string name, Func<T1, T[], TResult> body) =>
        Add(name, [Parameter<T1>.Kind, Parameter<T>.Kind], true, (_, a) => Box(body((T1)a[0]!, Rest<T>(a, 1))));

    public void AddVariadic<T1, T2, T, TResult>(string name, Func<T1, T2, T[], TResult> body) =>
        Add(name, [Parameter<T1>.Kind, Parameter<T2>.Kind, Parameter<T>.Kind], true,
            (_, a) => Box(body((T1)a[0]!, (T2)a[1]!, Rest<T>(a, 2))));

    private static T[] Rest<T>(object?[] arguments, int from)
    {
        if (typeof(T) == typeof(object) && from == 0)
        {
            return (T[])(object)arguments;
        }

        var rest = new T[arguments.Length - from];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = (T)arguments[from + i]!;
        }

        return rest;
    }

    private static object? Box<TResult>(TResult result) =>
        typeof(TResult) == typeof(bool) ? GoValue.Box((bool)(object)result!) : result;

    private static class Parameter<T>
    {
        public static readonly ParameterKind Kind =
            typeof(T) == typeof(object) ? ParameterKind.Any
            : typeof(T) == typeof(string) ? ParameterKind.String
            : typeof(T) == typeof(nint) ? ParameterKind.Int
            : typeof(T) == typeof(long) ? ParameterKind.Int64
            : typeof(T) == typeof(uint) ? ParameterKind.Uint32
            : typeof(T) == typeof(double) ? ParameterKind.Float64
            : typeof(T) == typeof(bool) ? ParameterKind.Bool
            : typeof(T) == typeof(Dictionary<string, object?>) ? ParameterKind.Map
            : typeof(T) == typeof(List<object?>) ? ParameterKind.List
            : typeof(T) == typeof(GoTime) ? ParameterKind.Time
            : ParameterKind.Object;
    }
}
