using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Google.Http;
using MeshHost.Emulator.Google.Operations;

namespace MeshHost.Emulator.Google.Compute;

/// <summary>
/// A collection of the compute API, such as <c>networks</c>: get, list, insert, patch and delete with the operations, errors,
/// fingerprints and paging that all collections have in common. A subclass adds what is particular to its resource.
/// </summary>
/// <param name="context">What collections share.</param>
/// <param name="collection">Name of the collection, as in paths.</param>
/// <param name="kind">Kind of the resource without <c>compute#</c>.</param>
/// <param name="scope">Where its resources live.</param>
internal abstract partial class ComputeCollection(ComputeContext context, string collection, string kind, ComputeScope scope)
{
    /// <summary>What collections share.</summary>
    protected ComputeContext Context { get; } = context;

    /// <summary>Name of the collection in method ids; differs from its path where Google has a global and a regional one.</summary>
    protected virtual string MethodPrefix => collection;

    /// <summary>How long an insert takes at Google.</summary>
    protected virtual TimeSpan InsertDuration => TimeSpan.FromSeconds(8);

    /// <summary>How long a change takes at Google.</summary>
    protected virtual TimeSpan PatchDuration => TimeSpan.FromSeconds(8);

    /// <summary>How long a deletion takes at Google.</summary>
    protected virtual TimeSpan DeleteDuration => TimeSpan.FromSeconds(10);

    /// <summary>Whether clients may insert.</summary>
    protected virtual bool CanInsert => true;

    /// <summary>Whether clients may delete.</summary>
    protected virtual bool CanDelete => true;

    /// <summary>Which methods change a resource: <c>patch</c>, <c>update</c>.</summary>
    protected virtual IReadOnlyList<string> ChangeMethods => [];

    /// <summary>Adds the collection's methods.</summary>
    /// <param name="methods">The table.</param>
    public virtual void Register(MethodTable methods)
    {
        var prefix = $"compute.{MethodPrefix}.";
        methods.Add(prefix + "get", call => View(Require(call)));
        methods.Add(prefix + "list", List);
        if (methods.Knows(prefix + "aggregatedList"))
        {
            methods.Add(prefix + "aggregatedList", AggregatedList);
        }

        if (CanInsert)
        {
            methods.Add(prefix + "insert", Insert);
            Context.Operations.Register(prefix + "insert", new DelegateOperationHandler(
                operation => Created(operation.Target, Context.State.Find(operation.Target)!),
                (operation, _) => Context.State.Remove(operation.Target)));
        }

        if (CanDelete)
        {
            methods.Add(prefix + "delete", Delete);
            Context.Operations.Register(prefix + "delete", new DelegateOperationHandler(CompleteDelete));
        }

        Context.Operations.Register(prefix + "change", new DelegateOperationHandler(
            operation => Context.State.Put(operation.Target, (JsonObject)operation.Payload["resource"]!.DeepClone())));
        foreach (var method in ChangeMethods)
        {
            methods.Add(prefix + method, call => Change(call, method, (current, body) => Changed(current, body, replace: method == "update")));
        }
    }

    /// <summary>Fills in what the server adds to a new resource, and checks it.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="project">Its project.</param>
    /// <param name="path">Its path.</param>
    protected virtual void Prepare(JsonObject resource, string project, string path)
    {
    }

    /// <summary>What else happens when a resource has been made.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="resource">The resource.</param>
    protected virtual void Created(string key, JsonObject resource)
    {
    }

    /// <summary>What else happens when a resource has been deleted.</summary>
    /// <param name="key">Its key.</param>
    protected virtual void Deleted(string key)
    {
    }

    /// <summary>Refuses a deletion at once.</summary>
    /// <param name="key">The resource's key.</param>
    /// <param name="resource">The resource.</param>
    protected virtual void CheckDelete(string key, JsonObject resource)
    {
    }

    /// <summary>Finds what makes a deletion fail in its operation.</summary>
    /// <param name="key">The resource's key.</param>
    /// <returns>Path of the resource that is in the way, or <see langword="null"/>.</returns>
    protected virtual string? Blocker(string key) => null;

    /// <summary>The resource after a patch or an update.</summary>
    /// <param name="current">The resource now; a copy.</param>
    /// <param name="body">The request body.</param>
    /// <param name="replace">Whether fields that are absent from the body go back to their defaults.</param>
    /// <returns>The resource then.</returns>
    protected virtual JsonObject Changed(JsonObject current, JsonObject body, bool replace)
    {
        ResourceJson.Merge(current, body);
        return current;
    }

    /// <summary>The resource as clients see it.</summary>
    /// <param name="resource">The stored resource.</param>
    /// <returns>The resource with what is computed.</returns>
    protected virtual JsonObject View(JsonObject resource) => resource;

    /// <summary>The resource of a call.</summary>
    /// <param name="call">The call.</param>
    /// <returns>The stored resource.</returns>
    /// <exception cref="GoogleErrorException">404.</exception>
    protected JsonObject Require(MethodCall call)
    {
        var path = PathOf(call, call[kind]);
        return Context.State.Find(ComputeContext.Key(path)) ?? throw GoogleErrorException.NotFound($"The resource '{path}' was not found");
    }

    /// <summary>Starts a change of a resource.</summary>
    /// <param name="call">The call.</param>
    /// <param name="type">Type of the operation.</param>
    /// <param name="change">Makes the new resource from a copy of the current one and the request body.</param>
    /// <returns>The operation.</returns>
    protected JsonNode Change(MethodCall call, string type, Func<JsonObject, JsonObject, JsonObject> change)
    {
        var path = PathOf(call, call[kind]);
        var key = ComputeContext.Key(path);
        if (Repeated(call) is { } repeated)
        {
            return repeated;
        }

        var current = Require(call);
        if (Context.Operations.ActiveOn(key) is not null)
        {
            throw ComputeContext.NotReady(path);
        }

        if (call.Body.Text("fingerprint") is { } fingerprint && !Bytes.AreEqual(fingerprint, current.Text("fingerprint")))
        {
            throw GoogleErrorException.ConditionNotMet("Invalid fingerprint.");
        }

        var changed = change((JsonObject)current.DeepClone(), call.Body);
        foreach (var fixedField in (string[])["kind", "id", "creationTimestamp", "selfLink", "name", "region"])
        {
            if (current[fixedField] is { } value)
            {
                changed[fixedField] = value.DeepClone();
            }
        }

        if (current.ContainsKey("fingerprint"))
        {
            changed["fingerprint"] = Context.Identifiers.NextFingerprint();
        }

        return Start(call, type, key, $"compute.{MethodPrefix}.change", PatchDuration, new JsonObject { ["resource"] = changed });
    }

    /// <summary>Starts an operation on a resource of the collection.</summary>
    /// <param name="call">The call.</param>
    /// <param name="type">Type of the operation.</param>
    /// <param name="key">The resource's key.</param>
    /// <param name="handler">What carries it out.</param>
    /// <param name="duration">How long it takes at Google.</param>
    /// <param name="payload">What the handler needs.</param>
    /// <returns>The operation.</returns>
    protected JsonNode Start(MethodCall call, string type, string key, string handler, TimeSpan duration, JsonObject? payload = null) =>
        ComputeOperations.Render(
            Context.Operations.Start(new OperationRequest("compute", call.Method.Id, ScopeOf(call), type, key, handler, duration)
            {
                Payload = payload ?? [],
                TargetId = Context.State.Find(key)?.Text("id") ?? "",
                RequestId = call.Query.GetValueOrDefault("requestId"),
            }),
            Context.Time.GetUtcNow());

    [GeneratedRegex("^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$")]
    private static partial Regex NamePattern();

    private JsonNode Insert(MethodCall call)
    {
        var resource = (JsonObject)call.Body.DeepClone();
        var name = resource.Text("name") ?? "";
        if (!NamePattern().IsMatch(name))
        {
            throw GoogleErrorException.Invalid($"'{name}'. Must be a match of regex '(?:[a-z](?:[-a-z0-9]{{0,61}}[a-z0-9])?)'", "resource.name");
        }

        if (Repeated(call) is { } repeated)
        {
            return repeated;
        }

        var path = PathOf(call, name);
        var key = ComputeContext.Key(path);
        if (Context.State.Find(key) is not null)
        {
            throw GoogleErrorException.AlreadyExists($"The resource '{path}' already exists");
        }

        Prepare(resource, call.Project, path);
        Context.State.Put(key, Stamp(resource, call, path));
        return Start(call, "insert", key, $"compute.{MethodPrefix}.insert", InsertDuration);
    }

    private JsonNode Delete(MethodCall call)
    {
        if (Repeated(call) is { } repeated)
        {
            return repeated;
        }

        var resource = Require(call);
        var path = PathOf(call, call[kind]);
        var key = ComputeContext.Key(path);
        if (Context.Operations.ActiveOn(key) is not null)
        {
            throw ComputeContext.NotReady(path);
        }

        CheckDelete(key, resource);
        return Start(call, "delete", key, $"compute.{MethodPrefix}.delete", DeleteDuration);
    }

    private void CompleteDelete(Operation operation)
    {
        if (Blocker(operation.Target) is { } blocker)
        {
            var path = ComputeContext.PathOf(operation.Target);
            throw new OperationFailedException(new OperationError(
                "RESOURCE_IN_USE_BY_ANOTHER_RESOURCE", $"The {kind} resource '{path}' is already being used by '{blocker}'"));
        }

        Context.State.Remove(operation.Target);
        Deleted(operation.Target);
    }

    private JsonNode? Repeated(MethodCall call) =>
        call.Query.GetValueOrDefault("requestId") is { Length: > 0 } requestId
        && Context.Operations.All($"operations/compute/{ScopeOf(call)}/").FirstOrDefault(o => o.RequestId == requestId) is { } earlier
            ? ComputeOperations.Render(earlier, Context.Time.GetUtcNow())
            : null;

    private JsonObject Stamp(JsonObject resource, MethodCall call, string path)
    {
        resource["kind"] = "compute#" + kind;
        resource["id"] = Context.Identifiers.NextNumber();
        resource["creationTimestamp"] = Context.Now();
        resource["selfLink"] = ComputeLinks.Link(path);
        if (scope == ComputeScope.Region)
        {
            resource["region"] = ComputeLinks.Link($"projects/{call.Project}/regions/{call["region"]}");
        }
        else if (scope == ComputeScope.Zone)
        {
            resource["zone"] = ComputeLinks.Link($"projects/{call.Project}/zones/{call["zone"]}");
        }

        return resource;
    }

    private JsonNode List(MethodCall call)
    {
        var folder = PathOf(call, "");
        var matches = Filter(call, Context.State.Under(ComputeContext.Key(folder)));
        var page = Page.Of(matches, call.QueryInt("maxResults", 500), call.Query.GetValueOrDefault("pageToken"));
        var list = new JsonObject { ["kind"] = $"compute#{kind}List", ["id"] = folder.TrimEnd('/'), ["selfLink"] = ComputeLinks.Link(folder.TrimEnd('/')) };
        if (page.Items.Count > 0)
        {
            list["items"] = new JsonArray([.. page.Items.Select(i => View(i.Value).DeepClone())]);
        }

        list.Default("nextPageToken", page.NextToken);
        return list;
    }

    private JsonNode AggregatedList(MethodCall call)
    {
        var prefix = ComputeContext.Key($"projects/{call.Project}/");
        var all = Context.State.Under(prefix).Where(r => r.Key.Split('/')[^2] == collection).ToList();
        var page = Page.Of(Filter(call, all), call.QueryInt("maxResults", 500), call.Query.GetValueOrDefault("pageToken"));
        var scopes = new JsonObject();
        foreach (var group in page.Items.GroupBy(i => string.Join('/', i.Key[prefix.Length..].Split('/')[..^2])))
        {
            scopes[group.Key] = new JsonObject { [collection] = new JsonArray([.. group.Select(i => View(i.Value).DeepClone())]) };
        }

        // An empty scope is not left out but carries a warning.
        foreach (var empty in Locations.Regions.Select(r => "regions/" + r).Where(s => !scopes.ContainsKey(s)).Take(page.Items.Count == 0 ? 1 : 0))
        {
            scopes[empty] = new JsonObject
            {
                ["warning"] = new JsonObject
                {
                    ["code"] = "NO_RESULTS_ON_PAGE",
                    ["message"] = $"There are no results for scope '{empty}' on this page.",
                    ["data"] = new JsonArray(new JsonObject { ["key"] = "scope", ["value"] = empty }),
                },
            };
        }

        var path = $"projects/{call.Project}/aggregated/{collection}";
        var list = new JsonObject { ["kind"] = $"compute#{kind}AggregatedList", ["id"] = path, ["items"] = scopes, ["selfLink"] = ComputeLinks.Link(path) };
        list.Default("nextPageToken", page.NextToken);
        return list;
    }

    private IReadOnlyList<KeyValuePair<string, JsonObject>> Filter(MethodCall call, IReadOnlyList<KeyValuePair<string, JsonObject>> all)
    {
        if (call.Query.GetValueOrDefault("filter") is not { Length: > 0 } text)
        {
            return all;
        }

        var filter = ListFilter.Parse(text);
        return [.. all.Where(r => filter(View(r.Value)))];
    }

    private string ScopeOf(MethodCall call) => scope switch
    {
        ComputeScope.Region => $"projects/{call.Project}/regions/{Locations.RequireRegion(call["region"])}",
        ComputeScope.Zone => $"projects/{call.Project}/zones/{Locations.RequireZone(call["zone"])}",
        _ => $"projects/{call.Project}/global",
    };

    private string PathOf(MethodCall call, string name) => $"{ScopeOf(call)}/{collection}/{name}";
}
