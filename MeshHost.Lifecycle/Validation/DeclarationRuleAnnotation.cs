using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Validation;

/// <summary>A condition on the declaration of a resource, checked once the model is complete.</summary>
/// <param name="findProblem">Says what is wrong and what to do, or returns <see langword="null"/>.</param>
internal sealed class DeclarationRuleAnnotation(Func<string?> findProblem) : IResourceAnnotation
{
    public string? FindProblem() => findProblem();
}
