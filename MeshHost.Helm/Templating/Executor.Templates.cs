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
                // Only the origin's cause goes along: a chain of a thousand exceptions, each with the text of those below, cannot be printed.
                return new TemplateException(message, origin.Template, origin.Line, origin.Column, origin.Includes, origin.InnerException) { Reason = origin.Reason };
            }
        }

        var reason = e is { InnerException: FunctionException cause } ? cause.Message : e.Message;
        return new TemplateException(message, template.File, line, column, [.. _active], e) { Reason = reason };
    }
}
