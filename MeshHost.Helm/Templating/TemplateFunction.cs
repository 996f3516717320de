namespace MeshHost.Helm.Templating;

/// <summary>A function templates may call. Which one a name means is decided when the template is parsed.</summary>
internal sealed class TemplateFunction(string name, ParameterKind[] parameters, bool isVariadic, FunctionBody body)
{
    public string Name { get; } = name;

    /// <summary>The parameters; the last one repeats when the function is variadic.</summary>
    public ParameterKind[] Parameters { get; } = parameters;

    public bool IsVariadic { get; } = isVariadic;

    /// <summary>Which builtin needs the executor's help, because it does not evaluate all its arguments.</summary>
    public ShortCircuit ShortCircuit { get; init; }

    /// <summary>The type name shown when a value does not fit a parameter of kind <see cref="ParameterKind.Object"/>.</summary>
    public string ObjectTypeName { get; init; } = "";

    public object? Invoke(Executor executor, object?[] arguments) => body(executor, arguments);

    /// <summary>The kind of the parameter an argument goes to.</summary>
    public ParameterKind ParameterAt(int index) => Parameters[Math.Min(index, Parameters.Length - 1)];
}
