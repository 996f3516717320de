using MeshHost.Gcp.Http;

namespace MeshHost.Gcp.Compute;

/// <summary>A collection of Compute Engine resources, such as networks or forwarding rules, in whichever scopes it exists.</summary>
/// <typeparam name="T">Type of the resources.</typeparam>
public sealed class ComputeCollection<T>
    where T : class
{
    private readonly GoogleCloudConnection _connection;
    private readonly string _kind;
    private readonly string _collection;
    private readonly string _parameter;
    private readonly string? _global;
    private readonly string? _regional;
    private readonly string? _zonal;

    /// <param name="connection">The way to the API.</param>
    /// <param name="kind">What people call one, for example <c>network</c>.</param>
    /// <param name="collection">Name in paths, for example <c>networks</c>.</param>
    /// <param name="parameter">Name of the path parameter, for example <c>network</c>.</param>
    /// <param name="global">Name of the global collection in method ids, or null if there is none.</param>
    /// <param name="regional">Name of the regional collection in method ids, or null if there is none.</param>
    /// <param name="zonal">Name of the zonal collection in method ids, or null if there is none.</param>
    internal ComputeCollection(
        GoogleCloudConnection connection, string kind, string collection, string parameter, string? global = null, string? regional = null, string? zonal = null)
    {
        _connection = connection;
        _kind = kind;
        _collection = collection;
        _parameter = parameter;
        _global = global;
        _regional = regional;
        _zonal = zonal;
    }

    /// <summary>Reads a resource.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The resource, or null if there is none.</returns>
    public Task<T?> GetAsync(string project, ComputeScope scope, string name, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<T>(Call(project, scope, name, "get", "GET"), cancellationToken);

    /// <summary>Lists the resources of a scope.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="filter">Filter in Google's syntax, or null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The resources, of all pages.</returns>
    public Task<IReadOnlyList<T>> ListAsync(string project, ComputeScope scope, string? filter = null, CancellationToken cancellationToken = default) =>
        Page.ListAsync<T>(_connection, Call(project, scope, null, "list", "GET") with { Query = [new("filter", filter)] }, "items", cancellationToken);

    /// <summary>Lists the resources of all scopes.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="filter">Filter in Google's syntax, or null for all.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The resources, of all pages.</returns>
    public Task<IReadOnlyList<T>> AggregatedListAsync(string project, string? filter = null, CancellationToken cancellationToken = default)
    {
        var method = new ApiMethod(GoogleApi.Compute, $"compute.{_zonal ?? (_global == _collection ? _global : _regional ?? _global)}.aggregatedList", "GET",
            $"projects/{{project}}/aggregated/{_collection}");
        var call = new ApiCall(method, $"{_collection} of project '{project}'", new KeyValuePair<string, string>("project", project))
        {
            Query = [new("filter", filter), new("includeAllScopes", "true"), new("returnPartialSuccess", "true"), new("maxResults", "500")],
        };
        return Page.AggregateAsync<T>(_connection, call, _collection, cancellationToken);
    }

    /// <summary>Starts to create a resource.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="scope">Where it is to live.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ComputeOperation> InsertAsync(string project, ComputeScope scope, string name, T resource, CancellationToken cancellationToken = default) =>
        _connection.SendAsync<ComputeOperation>(
            Mutation(Call(project, scope, null, "insert", "POST") with { Resource = Describe(project, scope, name) }, resource), cancellationToken);

    /// <summary>Starts to change a resource: the fields that are set are merged into it; lists are replaced as a whole.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="name">Its name.</param>
    /// <param name="changes">The changed fields.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation.</returns>
    public Task<ComputeOperation> PatchAsync(string project, ComputeScope scope, string name, T changes, CancellationToken cancellationToken = default) =>
        _connection.SendAsync<ComputeOperation>(Mutation(Call(project, scope, name, "patch", "PATCH"), changes), cancellationToken);

    /// <summary>Starts to delete a resource.</summary>
    /// <param name="project">Project id.</param>
    /// <param name="scope">Where it lives.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The operation, or null if there is no such resource.</returns>
    public Task<ComputeOperation?> DeleteAsync(string project, ComputeScope scope, string name, CancellationToken cancellationToken = default) =>
        _connection.FindAsync<ComputeOperation>(Mutation(Call(project, scope, name, "delete", "DELETE"), null), cancellationToken);

    internal Task<ComputeOperation> InvokeAsync(
        string project, ComputeScope scope, string name, string verb, object body, CancellationToken cancellationToken)
    {
        var call = Call(project, scope, name, verb, "POST");
        return _connection.SendAsync<ComputeOperation>(
            Mutation(call with { Method = call.Method with { Path = call.Method.Path + "/" + verb } }, body), cancellationToken);
    }

    // The id makes a repetition of the same request after a lost answer do nothing, so it must differ between requests of all runs.
    private static ApiCall Mutation(ApiCall call, object? body) =>
        call with { Body = body, Query = [new("requestId", Guid.NewGuid().ToString())] };

    private ApiCall Call(string project, ComputeScope scope, string? name, string verb, string httpMethod)
    {
        var path = new List<KeyValuePair<string, string>> { new("project", project) };
        string? id;
        string within;
        if (scope.ZoneName is { } zone)
        {
            (id, within) = (_zonal, "zones/{zone}");
            path.Add(new("zone", zone));
        }
        else if (scope.RegionName is { } region)
        {
            (id, within) = (_regional, "regions/{region}");
            path.Add(new("region", region));
        }
        else
        {
            (id, within) = (_global, "global");
        }

        if (id is null)
        {
            throw new ArgumentException($"There are no {_collection} in {scope}.", nameof(scope));
        }

        var template = $"projects/{{project}}/{within}/{_collection}";
        if (name is not null)
        {
            template += $"/{{{_parameter}}}";
            path.Add(new(_parameter, name));
        }

        return new ApiCall(new ApiMethod(GoogleApi.Compute, $"compute.{id}.{verb}", httpMethod, template), Describe(project, scope, name), path);
    }

    private string Describe(string project, ComputeScope scope, string? name) =>
        name is null ? $"{_collection} of project '{project}' ({scope})" : $"{_kind} '{name}' in project '{project}' ({scope})";
}
