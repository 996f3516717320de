using MeshHost.Helm.Templating.Syntax;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Templating;

/// <summary>One execution: walks the trees, holds output, variables and the limits. This part runs templates, the others evaluate.</summary>
internal sealed partial class Executor : IDisposable
{
    private readonly TemplateLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly TextBuffer _output;
    private readonly Dictionary<string, int> _included = new(StringComparer.Ordinal);
    private readonly List<string> _active = [];
    private readonly Dictionary<string, object?> _documents = new(StringComparer.Ordinal);
    private TemplateSet _set;
    private TemplateDefinition? _template;
    private object?[] _variables = new object?[64];
    private int _frame;
    private int _top;
    private Node? _node;

    // Whether the dot is an element of a list or map of interfaces, and which variables are: their type is the interface in Go's words.
    private readonly List<int> _elements = [];
    private bool _dotIsElement;
    private long _steps;
    private long _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();

    public Executor(TemplateSet set, TemplateServices services, CancellationToken cancellation)
    {
        _set = set;
        _limits = set.Limits;
        _cancellation = cancellation;
        _output = new TextBuffer(_limits.MaxOutput);
        Services = services;
    }

    public TemplateServices Services { get; }

    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    public void Dispose() => _output.Dispose();

    private Flow Walk(object? dot, ListNode list)
    {
        foreach (var node in list.Nodes)
        {
            Step();
            switch (node)
            {
                case TextNode text:
                    _output.Append(text.Text);
                    break;
                case ActionNode action:
                    _node = action;
                    var value = Pipeline(dot, action.Pipe);
                    if (action.Pipe.Variables.Length == 0)
                    {
                        Print(action, value);
                    }

                    break;
                case IfNode branch:
                    if (Branch(dot, branch, withDot: false) is var flow and not Flow.Next)
                    {
                        return flow;
                    }

                    break;
                case WithNode branch:
                    if (Branch(dot, branch, withDot: true) is var result and not Flow.Next)
                    {
                        return result;
                    }

                    break;
                case RangeNode range:
                    if (Range(dot, range) is var after and not Flow.Next)
                    {
                        return after;
                    }

                    break;
                case TemplateNode call:
                    Call(dot, call);
                    break;
                case BreakNode:
                    return Flow.Break;
                case ContinueNode:
                    return Flow.Continue;
            }
        }

        return Flow.Next;
    }

    private void Step()
    {
        if ((++_steps & 0xff) == 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_steps > _limits.MaxSteps)
            {
                throw new ExecutionException($"execution exceeds the limit of {_limits.MaxSteps} actions");
            }
        }
    }

    private void LimitMemory()
    {
        if (GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore > _limits.MaxAllocated)
        {
            throw new ExecutionException($"execution exceeds the limit of {_limits.MaxAllocated} allocated bytes");
        }
    }

    private Flow Branch(object? dot, BranchNode branch, bool withDot)
    {
        _node = branch;
        var value = Pipeline(dot, branch.Pipe);
        if (GoValue.IsTrue(value))
        {
            if (!withDot)
            {
                return Walk(dot, branch.List);
            }

            var dotWasElement = _dotIsElement;
            _dotIsElement = false;
            var flow = Walk(value, branch.List);
            _dotIsElement = dotWasElement;
            return flow;
        }

        return branch.Otherwise is null ? Flow.Next : Walk(dot, branch.Otherwise);
    }

    private Flow Range(object? dot, RangeNode range)
    {
        _node = range;
        var value = Pipeline(dot, range.Pipe);
        var (dotWasElement, known) = (_dotIsElement, _elements.Count);
        _dotIsElement = value is List<object?> or Dictionary<string, object?> or NamedMap;
        if (_dotIsElement && range.Pipe.Variables is [.., var element])
        {
            _elements.Add(_frame + element.Slot);
        }

        var iterated = value switch
        {
            NoValue or null => 0,
            System.Collections.IList and not byte[] => RangeList(range, (System.Collections.IList)value),
            byte[] bytes => RangeList(range, bytes),
            _ when GoValue.SortedKeys(value) is { } keys => RangeMap(range, value, keys),
            _ when GoValue.TryInteger(value, out var count) => RangeCount(range, count, value),
            _ when GoValue.TryUnsigned(value, out var count) => RangeCount(range, (long)Math.Min(count, long.MaxValue), value),
            _ => throw new ExecutionException($"range can't iterate over {GoPrinter.ToText(value)}"),
        };
        _dotIsElement = dotWasElement;
        _elements.RemoveRange(known, _elements.Count - known);
        return iterated == 0 && range.Otherwise is not null ? Walk(dot, range.Otherwise) : Flow.Next;
    }

    private int RangeList(RangeNode range, System.Collections.IList list)
    {
        var count = list.Count;
        for (var i = 0; i < count; i++)
        {
            if (Iterate(range, (nint)i, list[i]) == Flow.Break)
            {
                break;
            }
        }

        return count;
    }

    private int RangeMap(RangeNode range, object map, string[] keys)
    {
        // The entries are those the map had when the range began, also when its body changes the map.
        var values = new object?[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            GoValue.TryGetEntry(map, keys[i], out values[i]);
        }

        for (var i = 0; i < keys.Length; i++)
        {
            if (Iterate(range, keys[i], values[i]) == Flow.Break)
            {
                break;
            }
        }

        return keys.Length;
    }

    private int RangeCount(RangeNode range, long count, object value)
    {
        if (range.Pipe.Variables.Length > 1)
        {
            throw new ExecutionException($"can't use {GoPrinter.ToText(value)} to iterate over more than one variable");
        }

        for (var i = 0L; i < count; i++)
        {
            Step();
            var index = GoValue.IntegerLike(value, i);
            if (Iterate(range, index, index) == Flow.Break)
            {
                break;
            }
        }

        return count > 0 ? 1 : 0;
    }

    private Flow Iterate(RangeNode range, object index, object? element)
    {
        Step();
        var variables = range.Pipe.Variables;
        if (variables.Length == 1)
        {
            SetVariable(variables[0], element);
        }
        else if (variables.Length == 2)
        {
            SetVariable(variables[0], index);
            SetVariable(variables[1], element);
        }

        return Walk(element, range.List);
    }

    private void Call(object? dot, TemplateNode call)
    {
        _node = call;
        if (!_set.TryFind(call.Name, out var template))
        {
            throw new ExecutionException($"template {GoQuote.Quote(call.Name)} not defined");
        }

        if (_active.Count >= _limits.MaxDepth)
        {
            throw new ExecutionException($"exceeded maximum template depth ({_limits.MaxDepth})");
        }

        var value = call.Pipe is null ? NoValue.Instance : Pipeline(dot, call.Pipe);
        Invoke(template, value);
    }

    private void Print(ActionNode action, object? value)
    {
        _node = action;
        if (value is string text)
        {
            _output.Append(text);
            return;
        }

        if (value is TemplateFunction)
        {
            throw new ExecutionException($"can't print {action} of type {GoValue.TypeName(value)}");
        }

        GoPrinter.AppendPrinted(_output, value ?? NoValue.Instance);
    }

    private void SetVariable(VariableNode variable, object? value)
    {
        if (variable.Slot < 0)
        {
            throw new ExecutionException($"undefined variable: {variable.Name}");
        }

        _variables[_frame + variable.Slot] = value;
    }
}
