namespace MeshHost.Helm.Templating;

/// <summary>What a function does with its arguments, which have been checked against its parameters.</summary>
internal delegate object? FunctionBody(Executor executor, object?[] arguments);
