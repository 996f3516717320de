using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Validation;

/// <summary>A parameter that a resource reads, and what a value of it must be like.</summary>
/// <param name="parameter">The parameter.</param>
/// <param name="findProblem">Says what is wrong with a value, or <see langword="null"/>.</param>
/// <param name="isNeeded">Tells, once the model is complete, whether the resource reads the parameter at all.</param>
internal sealed class ParameterRuleAnnotation(ParameterResource parameter, Func<string, string?> findProblem, Func<bool> isNeeded) : IResourceAnnotation
{
    public ParameterResource Parameter => parameter;

    public bool IsNeeded => isNeeded();

    /// <summary>Says what is wrong with a value, naming the parameter; <see langword="null"/> when nothing is.</summary>
    public string? FindProblem(string value) => findProblem(value) is { } problem ? $"The parameter '{parameter.Name}': {problem}" : null;
}
