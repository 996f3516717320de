using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace MeshHost.Hosting.Notifications;

/// <summary>Recognizes states from which a resource does not come up by itself.</summary>
internal static class ResourceFailure
{
    /// <summary>Completes "because it ..."; <see langword="null"/> when the resource has not failed.</summary>
    public static string? Describe(CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text;
        if (Is(state, KnownResourceStates.FailedToStart))
        {
            return "failed to start";
        }

        if (Is(state, KnownResourceStates.RuntimeUnhealthy))
        {
            return "runs on a runtime that is not available";
        }

        if (Is(state, KnownResourceStates.Finished) || Is(state, KnownResourceStates.Exited))
        {
            return snapshot.ExitCode is { } code
                ? string.Create(CultureInfo.InvariantCulture, $"stopped with exit code {code}")
                : $"stopped (state '{state}')";
        }

        return null;
    }

    private static bool Is(string? state, string known) => string.Equals(state, known, StringComparison.OrdinalIgnoreCase);
}
