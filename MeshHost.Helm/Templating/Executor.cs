using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using MeshHost.Helm.Functions;
using MeshHost.Helm.Templating.Syntax;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Yaml;

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
    private long _steps;

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

    public string Execute(string name, object? dot)
    {
        Run(name, dot);
        return _output.ToString();
    }

    public void Dispose() => _output.Dispose();

    /// <summary>Executes a named template to a string: <c>include</c>.</summary>
    public string Include(string name, object? dot)
    {
        _included.TryGetValue(name, out var count);
        if (count > _limits.MaxIncludes)
        {
            throw new FunctionException($"rendering template has a nested reference name: {name}: unable to execute template");
        }

        _included[name] = count + 1;
        var start = _output.Length;
        try
        {
            Run(name, dot);
            var text = _output.TextFrom(start);
            _output.Truncate(start);
            return text;
        }
        finally
        {
            _included[name]--;
        }
    }

    /// <summary>Parses and executes a text among the templates of this execution: <c>tpl</c>.</summary>
    public string RenderText(string text, object? dot)
    {
        var (set, start) = (_set, _output.Length);
        var name = _template!.File;
        var problem = "cannot parse template";
        TemplateException? failure = null;
        try
        {
            _set = set.With(name, text);
            problem = "error during tpl function execution for";
            Run(name, dot);
        }
        catch (TemplateException e)
        {
            failure = e;
        }
        finally
        {
            _set = set;
        }

        if (failure is not null)
        {
            throw new FunctionException($"{problem} {GoQuote.Quote(text)}: {failure.Message}", failure);
        }

        var result = _output.TextFrom(start).Replace(NoValue.Text, "", StringComparison.Ordinal);
        _output.Truncate(start);
        return result;
    }

    /// <summary>Reads YAML. A larger text is read once an execution and copied then, since what is read may be changed.</summary>
    public object? ReadYaml(string text)
    {
        const int WorthKeeping = 2048;
        if (text.Length < WorthKeeping)
        {
            return HelmYaml.Read(text);
        }

        if (!_documents.TryGetValue(text, out var value))
        {
            value = HelmYaml.Read(text);
            _documents.Add(text, value);
        }

        return DictFunctions.DeepCopy(value);
    }

    private void Run(string name, object? dot)
    {
        if (!_set.TryFind(name, out var template))
        {
            var message = $"template: no template {GoQuote.Quote(name)} associated with template \"gotpl\"";
            throw new TemplateException(message, name, 0, -1, [.. _active]) { Reason = message };
        }

        Invoke(template!, dot is null ? NoValue.Instance : dot);
    }

    /// <summary>Executes a template in a frame of its own, on another stack when this one is nearly used up.</summary>
    private void Invoke(TemplateDefinition template, object? dot)
    {
        if (RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            InvokeHere(template, dot);
            return;
        }

        const int StackSize = 64 * 1024 * 1024;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    InvokeHere(template, dot);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackSize);
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private void InvokeHere(TemplateDefinition template, object? dot)
    {
        var (caller, frame, top, node) = (_template, _frame, _top, _node);
        _template = template;
        _frame = top;
        _top = top + template.Slots;
        if (_top > _variables.Length)
        {
            Array.Resize(ref _variables, Math.Max(_top, _variables.Length * 2));
        }

        _variables[_frame] = dot;
        _active.Add(template.Name);
        TemplateException? failure = null;
        try
        {
            Walk(dot, template.Root);
        }
        catch (Exception e) when (e is ExecutionException or FunctionException or InsufficientExecutionStackException)
        {
            failure = Locate(e);
        }
        finally
        {
            _active.RemoveAt(_active.Count - 1);
            Array.Clear(_variables, _frame, template.Slots);
            (_template, _frame, _top, _node) = (caller, frame, top, node);
        }

        // Thrown outside the handler: a handler that throws keeps the stack below it, and includes nest a thousand deep.
        if (failure is not null)
        {
            throw failure;
        }
    }

    private TemplateException Locate(Exception e)
    {
        var template = _template!;
        var (line, column) = template.Locate(_node?.Position ?? 0);
        var message = $"template: {template.File}:{line}:{column}: executing {GoQuote.Quote(template.Name)} at <{_node}>: {e.Message}";
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is TemplateException origin)
            {
                return new TemplateException(message, origin.Template, origin.Line, origin.Column, origin.Includes, e) { Reason = origin.Reason };
            }
        }

        var reason = e is { InnerException: FunctionException cause } ? cause.Message : e.Message;
        return new TemplateException(message, template.File, line, column, [.. _active], e) { Reason = reason };
    }

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

    private Flow Branch(object? dot, BranchNode branch, bool withDot)
    {
        _node = branch;
        var value = Pipeline(dot, branch.Pipe);
        if (GoValue.IsTrue(value))
        {
            return Walk(withDot ? value : dot, branch.List);
        }

        return branch.Otherwise is null ? Flow.Next : Walk(dot, branch.Otherwise);
    }

    private Flow Range(object? dot, RangeNode range)
    {
        _node = range;
        var value = Pipeline(dot, range.Pipe);
        var iterated = value switch
        {
            NoValue or null => 0,
            System.Collections.IList and not byte[] => RangeList(range, (System.Collections.IList)value),
            byte[] bytes => RangeList(range, bytes),
            _ when GoValue.SortedKeys(value) is { } keys => RangeMap(range, value, keys),
            _ when GoValue.TryInteger(value, out var count) => RangeCount(range, count, value),
            _ => throw new ExecutionException($"range can't iterate over {GoPrinter.ToText(value)}"),
        };
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
            object index = value is nint ? (nint)i : value is int ? (int)i : i;
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
        Invoke(template!, value);
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

        GoPrinter.Append(_output, value ?? NoValue.Instance);
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
