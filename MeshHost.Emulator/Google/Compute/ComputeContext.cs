using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;
using MeshHost.Emulator.Google.State;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>What the collections of the compute API share.</summary>
/// <param name="State">The state.</param>
/// <param name="Identifiers">Ids and fingerprints.</param>
/// <param name="Operations">Long-running operations.</param>
/// <param name="Time">The clock.</param>
internal sealed record ComputeContext(CloudState State, Identifiers Identifiers, OperationRunner Operations, TimeProvider Time)
{
    /// <summary>The state's key of a resource.</summary>
    /// <param name="path">Its path, such as <c>projects/p/global/networks/n</c>.</param>
    /// <returns>The key.</returns>
    public static string Key(string path) => "compute/" + path;

    /// <summary>The path of a key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The path.</returns>
    public static string PathOf(string key) => key["compute/".Length..];

    /// <summary>A time as compute writes it: in Google's own zone, with milliseconds.</summary>
    /// <param name="time">The time.</param>
    /// <returns>The text.</returns>
    public static string Timestamp(DateTimeOffset time) =>
        time.ToOffset(TimeSpan.FromHours(-8)).ToString("yyyy-MM-ddTHH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    /// <summary>The current time as compute writes it.</summary>
    /// <returns>The text.</returns>
    public string Now() => Timestamp(Time.GetUtcNow());

    /// <summary>Finds a resource that another one refers to.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="project">The project of the referring resource.</param>
    /// <returns>The referenced resource's path.</returns>
    /// <exception cref="GoogleErrorException">It does not exist, or is still being made.</exception>
    public string RequireReady(string reference, string project)
    {
        var path = ComputeLinks.Path(reference, project);
        var key = Key(path);
        if (State.Find(key) is null)
        {
            throw GoogleErrorException.NotFound($"The resource '{path}' was not found");
        }

        return Operations.ActiveOn(key) is { Type: "insert" or "delete" } ? throw NotReady(path) : path;
    }

    /// <summary>Stores a resource without an operation, as Google's own controllers make them: what all resources have is filled in.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="kind">Its kind, such as <c>compute#firewall</c>.</param>
    /// <param name="resource">The rest of it.</param>
    public void Put(string path, string kind, JsonObject resource)
    {
        var existing = State.Find(Key(path));
        resource["kind"] = kind;
        resource["name"] = ComputeLinks.Name(path);
        resource["id"] = existing?.Text("id") ?? Identifiers.NextNumber();
        resource["creationTimestamp"] = existing?.Text("creationTimestamp") ?? Now();
        resource["selfLink"] = ComputeLinks.Link(path);
        State.Put(Key(path), resource);
    }

    /// <summary>The error of a resource that another operation is changing.</summary>
    /// <param name="path">The resource.</param>
    /// <returns>The error.</returns>
    public static GoogleErrorException NotReady(string path) =>
        new(400, "resourceNotReady", "FAILED_PRECONDITION", $"The resource '{path}' is not ready");
}
