using Aspire.Hosting.ApplicationModel;
using MeshHost.Lifecycle.Validation;

namespace Aspire.Hosting;

/// <summary>Declares what parameters and settings must be like, so that wrong ones are refused before the first write, all in one report.</summary>
public static class ValidationBuilderExtensions
{
    /// <summary>Checks a parameter that the resource reads before any resource is provisioned. All problems are reported together.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The builder of the resource that reads the parameter.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="findProblem">Says in a sentence what is wrong with a value, or returns <see langword="null"/>.</param>
    /// <param name="isNeeded">
    /// Tells whether the resource reads the parameter, asked once the model is complete; always unless given. A parameter that no resource needs is not asked for.
    /// </param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithParameterRule<T>(
        this IResourceBuilder<T> builder, ParameterResource parameter, Func<string, string?> findProblem, Func<bool>? isNeeded = null)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(parameter);
        ArgumentNullException.ThrowIfNull(findProblem);
        return builder.WithAnnotation(new ParameterRuleAnnotation(parameter, findProblem, isNeeded ?? (static () => true)));
    }

    /// <summary>Checks a setting of the resource once the model is complete, before any resource is provisioned.</summary>
    /// <typeparam name="T">The resource's type.</typeparam>
    /// <param name="builder">The builder of the resource.</param>
    /// <param name="findProblem">Says in a sentence what is wrong and what to do, or returns <see langword="null"/>.</param>
    /// <returns>The same builder.</returns>
    public static IResourceBuilder<T> WithDeclarationRule<T>(this IResourceBuilder<T> builder, Func<string?> findProblem)
        where T : IResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(findProblem);
        return builder.WithAnnotation(new DeclarationRuleAnnotation(findProblem));
    }
}
