using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>The emulated internet's addresses: 198.51.100.0/24, which is reserved for documentation.</summary>
internal static class ExternalAddresses
{
    /// <summary>An address that nothing has.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The address.</returns>
    /// <exception cref="GoogleErrorException">All are taken.</exception>
    public static string Free(CloudState state)
    {
        var used = state.Under("compute/projects/").Select(r => r.Value.Text("IPAddress") ?? r.Value.Text("address")).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(1, 254).Select(i => $"198.51.100.{i}").FirstOrDefault(a => !used.Contains(a))
            ?? throw new GoogleErrorException(403, "quotaExceeded", "RESOURCE_EXHAUSTED", "Quota 'IN_USE_ADDRESSES' exceeded.  Limit: 254.0 in region us-central1.");
    }
}
