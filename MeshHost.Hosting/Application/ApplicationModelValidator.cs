using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Application;

/// <summary>Finds, before anything starts, what would make an application hang or misbehave.</summary>
internal static class ApplicationModelValidator
{
    public static void Validate(IEnumerable<IResource> resources)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var resource in resources)
        {
            if (!names.Add(resource.Name))
            {
                throw new DistributedApplicationException(
                    $"The application model has more than one resource named '{resource.Name}'. Resource names are case-insensitive.");
            }
        }

        if (WaitCycleFinder.Find(resources) is { } cycle)
        {
            throw new DistributedApplicationException(
                $"Resources wait for each other in a circle: {string.Join(" -> ", cycle.Select(r => $"'{r.Name}'"))}. "
                + "None of them could ever start. Remove one of the waits.");
        }
    }
}
