using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using MeshHost.Helm.Functions;
using MeshHost.Helm.Templating.Syntax;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Helm.Templating;

/// <content>Running templates: frames, nesting, and the place a failure happened at.</content>
internal sealed partial class Executor
{
    /// <summary>The name of all texts given to <c>tpl</c>, that of Helm's root template.</summary>
    private const string TextName = "gotpl";

    public string Execute(string name, object? dot)
    {
        Run(name, dot);
        return _output.ToString();
    }

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
        var problem = "cannot parse template";
        TemplateException? failure = null;
        try
        {
            _set = set.With(TextName, text);
            problem = "error during tpl function execution for";
            Run(TextName, dot);
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
            var message = $"template: no template {GoQuote.Quote(name)} associated with template {GoQuote.Quote(TextName)}";
            throw new TemplateException(message, name, 0, -1, [.. _active]) { Reason = message, Trace = new TemplateTrace("", "", message, null) };
        }

        Invoke(template, dot is null ? NoValue.Instance : dot);
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
        var here = GC.GetAllocatedBytesForCurrentThread();
        var allocated = here - _allocatedBefore;
        var thread = new Thread(
            () =>
            {
                _allocatedBefore = GC.GetAllocatedBytesForCurrentThread() - allocated;
                try
                {
                    InvokeHere(template, dot);
                }
                catch (Exception e)
                {
                    failure = ExceptionDispatchInfo.Capture(e);
                }

                allocated = GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
            },
            StackSize);
        thread.Start();
        thread.Join();
        _allocatedBefore = here - allocated;
        failure?.Throw();
    }

    private void InvokeHere(TemplateDefinition template, object? dot)
    {
        var (caller, frame, top, node, dotWasElement) = (_template, _frame, _top, _node, _dotIsElement);
        _dotIsElement = false;
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
            (_template, _frame, _top, _node, _dotIsElement) = (caller, frame, top, node, dotWasElement);
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
        var location = $"{template.File}:{line}:{column}";
        var action = $"executing {GoQuote.Quote(template.Name)} at <{_node}>:";
        var message = $"template: {location}: {action} {e.Message}";
        var trace = Trace(location, action, e);
        for (var inner = e.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is TemplateException origin)
            {
                // A text given to tpl has no file: then the place is where it is called.
                if (origin.Template == TextName)
                {
                    origin = new TemplateException(origin.Message, template.File, line, column, [.. _active], origin.InnerException)
                    {
                        Reason = origin.Reason,
                        ChartMessage = origin.ChartMessage,
                    };
                }

                // Only the origin's cause goes along: a chain of a thousand exceptions, each with the text of those below, cannot be printed.
                return new TemplateException(message, origin.Template, origin.Line, origin.Column, origin.Includes, origin.InnerException)
                {
                    Reason = origin.Reason,
                    Location = location,
                    ChartMessage = origin.ChartMessage,
                    Trace = trace,
                };
            }
        }

        var cause = e.InnerException as FunctionException;
        return new TemplateException(message, template.File, line, column, [.. _active], e)
        {
            Reason = cause?.Message ?? e.Message,
            Location = location,
            ChartMessage = cause is { IsByChart: true } ? cause.Message : null,
            Trace = trace,
        };
    }

    /// <summary>Helm traces errors of the template language through templates that include each other; where a function failed it shows Go's text.</summary>
    private static TemplateTrace? Trace(string location, string action, Exception e)
    {
        const string Nested = " template:";
        var end = e.Message.IndexOf(Nested, StringComparison.Ordinal);
        var problem = end < 0 ? e.Message : e.Message[..end];
        return e.InnerException switch
        {
            null => new TemplateTrace(location, action, problem, null),
            TemplateException { Trace: { } inner } => new TemplateTrace(location, action, problem, inner),
            _ => null,
        };
    }
}
