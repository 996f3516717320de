using MeshHost.Helm.Templating.Syntax;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating;

/// <content>Pipelines, commands, variables and fields.</content>
internal sealed partial class Executor
{
    /// <summary>Stands for "nothing was piped in": nil is a value that can be.</summary>
    private static readonly object s_missing = new();

    private object? Pipeline(object? dot, PipeNode pipe)
    {
        _node = pipe;
        var value = s_missing;
        foreach (var command in pipe.Commands)
        {
            value = Command(dot, command, value) ?? NoValue.Instance;
        }

        foreach (var variable in pipe.Variables)
        {
            SetVariable(variable, value);
        }

        return value;
    }

    private object? Command(object? dot, CommandNode command, object? final)
    {
        var first = command.Arguments[0];
        switch (first)
        {
            case FieldNode field:
                _node = field;
                return Fields(dot, dot, field, field.Names, command.Arguments, final);
            case IdentifierNode identifier:
                _node = identifier;
                return CallFunction(dot, identifier.Function, command, command.Arguments, final);
            case VariableNode variable:
                return Variable(dot, variable, command.Arguments, final);
            case ChainNode chain:
                return Chain(dot, chain, command.Arguments, final);
            case PipeNode pipe:
                RefuseArguments(command.Arguments, final);
                return Pipeline(dot, pipe);
        }

        _node = first;
        RefuseArguments(command.Arguments, final);
        return first switch
        {
            StringNode text => text.Text,
            NumberNode number => Ideal(number),
            BoolNode flag => flag.Boxed,
            DotNode => dot,
            NilNode => throw new ExecutionException("nil is not a command"),
            _ => throw new ExecutionException($"can't evaluate command {GoQuote.Quote(first.ToString())}"),
        };
    }

    private static void RefuseArguments(Node[] arguments, object? final)
    {
        if (arguments.Length > 1 || final != s_missing)
        {
            throw new ExecutionException($"can't give argument to non-function {arguments[0]}");
        }
    }

    private static object Ideal(NumberNode number) =>
        number.Ideal ?? throw new ExecutionException($"{number} overflows int");

    private object? Variable(object? dot, VariableNode variable, Node[] arguments, object? final)
    {
        _node = variable;
        var value = _variables[_frame + variable.Slot];
        if (variable.Fields.Length > 0)
        {
            return Fields(dot, value, variable, variable.Fields, arguments, final);
        }

        if (arguments.Length > 1 || final != s_missing)
        {
            RefuseArguments(arguments.Length > 0 ? arguments : [variable], final);
        }

        return value;
    }

    private object? Chain(object? dot, ChainNode chain, Node[] arguments, object? final)
    {
        _node = chain;
        if (chain.Operand is NilNode)
        {
            throw new ExecutionException($"indirection through explicit nil in {chain}");
        }

        var receiver = chain.Operand switch
        {
            PipeNode pipe => Pipeline(dot, pipe),
            IdentifierNode identifier => CallFunction(dot, identifier.Function, identifier, [], s_missing),
            _ => Argument(dot, ParameterKind.Any, chain.Operand, ""),
        };
        return Fields(dot, receiver, chain, chain.Fields, arguments, final);
    }

    private object? Fields(object? dot, object? receiver, Node node, string[] names, Node[] arguments, object? final)
    {
        // Go's types of what lies in a map or list are interfaces; only the first receiver and fields of structs have types of their own.
        var typed = !IsElement(node);
        for (var i = 0; i < names.Length - 1; i++)
        {
            if (receiver is Dictionary<string, object?> map && map.TryGetValue(names[i], out var value))
            {
                (receiver, typed) = (value, false);
                continue;
            }

            var next = Field(dot, receiver, node, names[i], [], s_missing, typed);
            typed = receiver is not (NamedMap or Dictionary<string, object?>);
            receiver = next;
        }

        return Field(dot, receiver, node, names[^1], arguments, final, typed);
    }

    private object? Field(object? dot, object? receiver, Node node, string name, Node[] arguments, object? final, bool typed)
    {
        var hasArguments = arguments.Length > 1 || final != s_missing;
        switch (receiver)
        {
            case Dictionary<string, object?> map when !hasArguments:
                return map.TryGetValue(name, out var entry) ? entry : Missing(map, name);
            case NoValue:
                return Services.Strict
                    ? throw new ExecutionException($"nil data; no entry for key {GoQuote.Quote(name)}")
                    : NoValue.Instance;
            case null:
                throw new ExecutionException($"nil pointer evaluating interface {{}}.{name}");
            case GoTime time when TimeMethods.Find(time, name) is { } timeMethod:
                return CallFunction(dot, timeMethod, node, arguments, final);
            case INamedValue named:
                if (named.FindMethod(name) is { } method)
                {
                    return CallFunction(dot, method, node, arguments, final);
                }

                if (named is TemplateObject { AsMap: null } o && o.TryGetField(name, out var value))
                {
                    return hasArguments
                        ? throw new ExecutionException($"{name} has arguments but cannot be invoked as function")
                        : value;
                }

                break;
        }

        if (GoValue.Kind(receiver) == GoKind.Map)
        {
            if (hasArguments)
            {
                throw new ExecutionException($"{name} is not a method but has arguments");
            }

            return GoValue.TryGetEntry(receiver, name, out var value) ? value : Missing(receiver, name);
        }

        var type = typed ? GoValue.TypeName(receiver) : "interface {}";
        throw new ExecutionException($"can't evaluate field {name} in type {type}");
    }

    /// <summary>Whether the field is one of the dot or of a variable that a loop took from a list or map of interfaces.</summary>
    private bool IsElement(Node node) => node switch
    {
        FieldNode => _dotIsElement,
        VariableNode variable => _elements.Count > 0 && _elements.Contains(_frame + variable.Slot),
        _ => false,
    };

    private object? Missing(object map, string name) => Services.Strict
        ? throw new ExecutionException($"map has no entry for key {GoQuote.Quote(name)}")
        : GoValue.ZeroEntry(map);
}
