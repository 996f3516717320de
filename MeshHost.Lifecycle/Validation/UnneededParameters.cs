using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Lifecycle.Validation;

/// <summary>Takes parameters out of the model that no resource reads on this target: the host would wait for a person to give them a value.</summary>
internal static class UnneededParameters
{
    public static void Remove(DistributedApplicationModel model)
    {
        var rules = model.Resources.SelectMany(r => r.Annotations.OfType<ParameterRuleAnnotation>()).ToLookup(r => r.Parameter);
        foreach (var parameter in rules.Where(g => g.All(r => !r.IsNeeded)).Select(g => g.Key).Where(p => !IsReferenced(p, model)).ToList())
        {
            model.Resources.Remove(parameter);
        }
    }

    private static bool IsReferenced(ParameterResource parameter, DistributedApplicationModel model) => model.Resources.Any(resource =>
        resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(r => ReferenceEquals(r.Resource, parameter))
        || resource.Annotations.OfType<WaitAnnotation>().Any(w => ReferenceEquals(w.Resource, parameter)));
}
