using MeshHost.Helm.Functions;
using MeshHost.Helm.Templating.Syntax;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating;

/// <content>Function calls: arguments are evaluated and checked against the parameters.</content>
internal sealed partial class Executor
{
    private object? CallFunction(object? dot, TemplateFunction function, Node node, Node[] arguments, object? final)
    {
        var given = Math.Max(arguments.Length - 1, 0);
        var hasFinal = final != s_missing;
        var count = given + (hasFinal ? 1 : 0);
        var parameters = function.Parameters.Length;
        if (function.IsVariadic ? count < parameters - 1 : count != parameters)
        {
            throw new ExecutionException(function.IsVariadic
                ? $"wrong number of args for {function.Name}: want at least {parameters - 1} got {given}"
                : $"wrong number of args for {function.Name}: want {parameters} got {count}");
        }

        if (function.ShortCircuit != ShortCircuit.None)
        {
            return function.ShortCircuit == ShortCircuit.Call ? FailToCall(dot, node, arguments, final) : Decide(dot, function, arguments, final);
        }

        var values = count == 0 ? [] : new object?[count];
        for (var i = 0; i < given; i++)
        {
            values[i] = Argument(dot, function.ParameterAt(i), arguments[i + 1], function.ObjectTypeName);
        }

        if (hasFinal)
        {
            values[given] = Check(final, function.ParameterAt(given), function.ObjectTypeName);
        }

        LimitMemory();
        Exception failure;
        try
        {
            return function.Invoke(this, values);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failure = e;
        }

        _node = node;
        throw new ExecutionException($"error calling {function.Name}: {failure.Message}", failure);
    }

    private object? Decide(object? dot, TemplateFunction function, Node[] arguments, object? final)
    {
        object? value = null;
        for (var i = 1; i < arguments.Length; i++)
        {
            value = Argument(dot, ParameterKind.Any, arguments[i], "");
            if (GoValue.IsTrue(value) == (function.ShortCircuit == ShortCircuit.Or))
            {
                return value;
            }
        }

        return final != s_missing ? GoValue.Nil(final) : value;
    }

    /// <summary><c>call</c>: templates have no functions as values, so there is nothing that could be called.</summary>
    private object? FailToCall(object? dot, Node node, Node[] arguments, object? final)
    {
        var callee = arguments.Length > 1 ? Argument(dot, ParameterKind.Any, arguments[1], "") : GoValue.Nil(final);
        var name = arguments.Length > 1 ? arguments[1].ToString() : GoPrinter.ToText(callee);
        var failure = new FunctionException(callee is null ? "call of nil" : $"non-function {name} of type {GoValue.TypeName(callee)}");
        _node = node;
        throw new ExecutionException($"error calling call: {failure.Message}", failure);
    }

    private object? Argument(object? dot, ParameterKind kind, Node node, string objectType)
    {
        _node = node;
        switch (node)
        {
            case FieldNode field:
                return Check(Fields(dot, dot, field, field.Names, [], s_missing), kind, objectType);
            case StringNode text when kind is ParameterKind.Any or ParameterKind.String:
                return text.Text;
            case PipeNode pipe:
                return Check(Pipeline(dot, pipe), kind, objectType);
            case VariableNode variable:
                return Check(Variable(dot, variable, [], s_missing), kind, objectType);
            case DotNode:
                return Check(dot, kind, objectType);
            case NilNode:
                return kind is ParameterKind.Any or ParameterKind.Map or ParameterKind.List
                    ? null
                    : throw new ExecutionException($"cannot assign nil to {TypeOf(kind, objectType)}");
            case IdentifierNode identifier:
                return Check(CallFunction(dot, identifier.Function, identifier, [], s_missing), kind, objectType);
            case ChainNode chain:
                return Check(Chain(dot, chain, [], s_missing), kind, objectType);
        }

        return Constant(kind, node) ??
            throw new ExecutionException($"can't handle {node} for arg of type {TypeOf(kind, objectType)}");
    }

    /// <summary>A constant takes the type of the parameter; null when the parameter's type has no constants.</summary>
    private static object? Constant(ParameterKind kind, Node node) => (kind, node) switch
    {
        (ParameterKind.Any, BoolNode flag) => flag.Boxed,
        (ParameterKind.Any, NumberNode number) => Ideal(number),
        (ParameterKind.Bool, BoolNode flag) => flag.Boxed,
        (ParameterKind.Bool, _) => throw new ExecutionException($"expected bool; found {node}"),
        (ParameterKind.String, _) => throw new ExecutionException($"expected string; found {node}"),
        (ParameterKind.Int, NumberNode { Integer: { } integer }) => (nint)integer,
        (ParameterKind.Int64, NumberNode { Integer: { } integer }) => integer,
        (ParameterKind.Duration, NumberNode { Integer: { } integer }) => GoDurationValue.Of(integer),
        (ParameterKind.Int or ParameterKind.Int64 or ParameterKind.Duration, _) => throw new ExecutionException($"expected integer; found {node}"),
        (ParameterKind.Uint32, NumberNode { Unsigned: { } unsigned }) => (uint)unsigned,
        (ParameterKind.Uint32, _) => throw new ExecutionException($"expected unsigned integer; found {node}"),
        (ParameterKind.Float64, NumberNode { Float: { } real }) => real,
        (ParameterKind.Float64, _) => throw new ExecutionException($"expected float; found {node}"),
        _ => null,
    };

    private static object? Check(object? value, ParameterKind kind, string objectType)
    {
        var fits = kind switch
        {
            ParameterKind.Any => true,
            ParameterKind.String => value is string,
            ParameterKind.Int => value is nint,
            ParameterKind.Int64 => value is long,
            ParameterKind.Uint32 => value is uint,
            ParameterKind.Float64 => value is double,
            ParameterKind.Bool => value is bool,
            ParameterKind.Map => value is Dictionary<string, object?> or NamedMap or NoValue,
            ParameterKind.List => value is List<object?> or NoValue,
            ParameterKind.Time => value is GoTime,
            ParameterKind.Duration => value is NamedInteger { TypeName: GoDurationValue.TypeName },
            _ => value is TemplateObject o && o.TypeName == objectType,
        };
        if (fits)
        {
            return value switch
            {
                NoValue => null,
                NamedMap named when kind == ParameterKind.Map => named.Entries,
                TemplateObject o => o.AsArgument,
                _ => value,
            };
        }

        throw new ExecutionException(value is NoValue
            ? $"invalid value; expected {TypeOf(kind, objectType)}"
            : $"wrong type for value; expected {TypeOf(kind, objectType)}; got {(value is null ? "interface {}" : GoValue.TypeName(value))}");
    }

    private static string TypeOf(ParameterKind kind, string objectType) => kind switch
    {
        ParameterKind.Any => "interface {}",
        ParameterKind.Map => "map[string]interface {}",
        ParameterKind.List => "[]interface {}",
        ParameterKind.Time => "time.Time",
        ParameterKind.Duration => GoDurationValue.TypeName,
        ParameterKind.Object => objectType,
        _ => kind.ToString().ToLowerInvariant(),
    };
}
