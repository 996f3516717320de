using System.Text.Json.Nodes;

namespace MeshHost.Emulator.Google.State;

/// <summary>
/// Everything the emulated cloud remembers: resources as JSON by key, and operations. All access happens inside
/// <see cref="Transact{T}"/>, so that a request sees and leaves a consistent state, and a saved state is one that existed.
/// </summary>
internal sealed class CloudState
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _resources = new(StringComparer.Ordinal);
    private readonly StateFile? _file;
    private bool _dirty;

    /// <summary>Creates the state, reading what an earlier run left in the file.</summary>
    /// <param name="file">Where to keep it, or <see langword="null"/> to keep it in memory.</param>
    public CloudState(StateFile? file)
    {
        _file = file;
        if (file?.Load() is { } saved)
        {
            foreach (var (key, resource) in saved)
            {
                _resources[key] = (JsonObject)resource!.DeepClone();
            }
        }
    }

    /// <summary>Runs an action alone, and saves the state when the action changed it.</summary>
    /// <typeparam name="T">What the action returns.</typeparam>
    /// <param name="action">The action. It must not wait for anything.</param>
    /// <returns>The action's result.</returns>
    public T Transact<T>(Func<T> action)
    {
        lock (_gate)
        {
            try
            {
                return action();
            }
            finally
            {
                // An action that throws may have changed something before: what later requests see is what is saved.
                if (_dirty)
                {
                    _dirty = false;
                    _file?.Save(_resources);
                }
            }
        }
    }

    /// <summary>Runs an action alone, and saves the state when the action changed it.</summary>
    /// <param name="action">The action. It must not wait for anything.</param>
    public void Transact(Action action) => Transact(() =>
    {
        action();
        return true;
    });

    /// <summary>The stored resource itself; callers that change it call <see cref="Put"/> afterwards.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The resource, or <see langword="null"/>.</returns>
    public JsonObject? Find(string key) => _resources.GetValueOrDefault(key);

    /// <summary>The resources whose keys start with a prefix, in key order.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>Keys and resources; a copy of the list, so that callers may change the state while they read it.</returns>
    public IReadOnlyList<KeyValuePair<string, JsonObject>> Under(string prefix) =>
        [.. _resources.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal))];

    /// <summary>Stores a resource.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="resource">The resource.</param>
    public void Put(string key, JsonObject resource)
    {
        _resources[key] = resource;
        _dirty = true;
    }

    /// <summary>Removes a resource.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string key)
    {
        _dirty = true;
        return _resources.Remove(key);
    }
}
