using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Discovery;

namespace MeshHost.Emulator.Google.Http;

/// <summary>The methods that are modelled, and what answers them.</summary>
internal sealed class MethodTable(ApiCatalog catalog)
{
    private readonly HashSet<string> _locked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<MethodCall, ValueTask<JsonNode?>>> _handlers = new(StringComparer.Ordinal);

    /// <summary>Adds a method that answers at once. It runs under the state's lock.</summary>
    /// <param name="methodId">Id of the method in its discovery document.</param>
    /// <param name="handler">What answers it.</param>
    public void Add(string methodId, Func<MethodCall, JsonNode?> handler) =>
        AddHandler(methodId, call => ValueTask.FromResult(handler(call)), locked: true);

    /// <summary>Adds a method that may wait. It takes the state's lock itself where it needs it.</summary>
    /// <param name="methodId">Id of the method in its discovery document.</param>
    /// <param name="handler">What answers it.</param>
    public void AddWaiting(string methodId, Func<MethodCall, ValueTask<JsonNode?>> handler) => AddHandler(methodId, handler, locked: false);

    /// <summary>Whether a method exists, modelled or not.</summary>
    /// <param name="methodId">Id of the method.</param>
    /// <returns><see langword="true"/> when its API has it.</returns>
    public bool Knows(string methodId) => catalog.Methods.Any(m => m.Id == methodId);

    /// <summary>Whether a method runs under the state's lock.</summary>
    /// <param name="method">The method.</param>
    /// <returns><see langword="true"/> when it does.</returns>
    public bool IsLocked(ApiMethod method) => _locked.Contains(method.Id);

    /// <summary>What answers a method, or <see langword="null"/> when it is known but not modelled.</summary>
    /// <param name="method">The method.</param>
    /// <returns>The handler.</returns>
    public Func<MethodCall, ValueTask<JsonNode?>>? Handler(ApiMethod method) => _handlers.GetValueOrDefault(method.Id);

    /// <summary>Finds the methods of a path; more than one when their verbs differ, or when two APIs share it.</summary>
    /// <param name="path">The request's path.</param>
    /// <returns>Each match with its parameters.</returns>
    public IEnumerable<(ApiMethod Method, Dictionary<string, string> Route)> Match(string path)
    {
        foreach (var method in catalog.Methods)
        {
            if (method.Path.Match(path) is { } route)
            {
                yield return (method, route);
            }
        }
    }

    private void AddHandler(string methodId, Func<MethodCall, ValueTask<JsonNode?>> handler, bool locked)
    {
        if (!Knows(methodId))
        {
            throw new ArgumentException($"'{methodId}' is not a method of the embedded discovery digests.", nameof(methodId));
        }

        _handlers.Add(methodId, handler);
        if (locked)
        {
            _locked.Add(methodId);
        }
    }
}
