using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Validation;

/// <summary>Checks the parameters and settings of the whole graph. Every node waits for it: nothing is written with half of them.</summary>
internal sealed class GraphValidator(DistributedApplicationModel model)
{
    private readonly Lock _lock = new();
    private Task<string?>? _check;

    /// <summary>Waits until each parameter that a resource needs has a value, as a person may give it on the dashboard.</summary>
    /// <returns>All that is wrong, or <see langword="null"/>.</returns>
    public Task<string?> WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A failed check is repeated: a person may have given another value since.
            if (_check is null or { IsFaulted: true } or { IsCanceled: true } or { IsCompletedSuccessfully: true, Result: not null })
            {
                _check = CheckAsync(cancellationToken);
            }

            return _check.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Finds all that is wrong, without waiting for a person.</summary>
    /// <param name="refuseMissing">Whether a missing value is a problem too.</param>
    /// <param name="cancellationToken">Cancels the look-up of values.</param>
    public async Task<IReadOnlyList<string>> FindProblemsAsync(bool refuseMissing, CancellationToken cancellationToken)
    {
        var rules = Rules().ToLookup(r => r.Parameter);
        var problems = Declarations();
        foreach (var parameter in model.Resources.OfType<ParameterResource>())
        {
            try
            {
                var value = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
                if (string.IsNullOrWhiteSpace(value))
                {
                    AddMissing(parameter);
                    continue;
                }

                problems.AddRange(rules[parameter].Select(r => r.FindProblem(value)).OfType<string>().Distinct());
            }
            catch (MissingParameterValueException)
            {
                AddMissing(parameter);
            }
        }

        return problems;

        void AddMissing(ParameterResource parameter)
        {
            if (refuseMissing)
            {
                problems.Add($"The parameter '{parameter.Name}' has no value. Set it with --Parameters:{parameter.Name}=VALUE.");
            }
        }
    }

    private async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        var problems = Declarations();
        foreach (var rule in Rules())
        {
            try
            {
                var value = await rule.Parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
                if (rule.FindProblem(value ?? "") is { } problem)
                {
                    problems.Add(problem);
                }
            }
            catch (MissingParameterValueException)
            {
                problems.Add($"The parameter '{rule.Parameter.Name}' has no value. Set it with --Parameters:{rule.Parameter.Name}=VALUE.");
            }
        }

        return problems.Count == 0 ? null : string.Join(' ', problems.Distinct());
    }

    private List<string> Declarations() =>
        [.. model.Resources.SelectMany(r => r.Annotations.OfType<DeclarationRuleAnnotation>()).Select(r => r.FindProblem()).OfType<string>()];

    private IEnumerable<ParameterRuleAnnotation> Rules() =>
        model.Resources.SelectMany(r => r.Annotations.OfType<ParameterRuleAnnotation>()).Where(r => r.IsNeeded);
}
