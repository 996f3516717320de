using Google.Apis.Discovery;
using Google.Apis.Requests;
using Google.Apis.Services;
using Google.Apis.Util;

namespace MeshHost.Gcp.Http;

/// <summary>
/// A request of Google.Apis made from an <see cref="ApiCall"/>. One class serves all methods: the parameters are registered
/// by name, and handed over through the one property that Google.Apis reads them from.
/// </summary>
internal sealed class ApiRequest<T> : ClientServiceRequest<T>
{
    private readonly ApiCall _call;

    public ApiRequest(IClientService service, ApiCall call)
        : base(service)
    {
        _call = call;
        InitParameters();
        var values = new List<KeyValuePair<string, string>>(call.Path.Count + call.Query.Count);
        foreach (var parameter in call.Path)
        {
            Register(parameter.Key, "path");
            values.Add(parameter);
        }

        foreach (var (name, value) in call.Query)
        {
            if (value is not null)
            {
                Register(name, "query");
                values.Add(new(name, value));
            }
        }

        Values = values;
    }

    public override string MethodName => _call.Method.Id;

    public override string HttpMethod => _call.Method.HttpMethod;

    public override string RestPath => _call.Method.Path;

    /// <summary>Path and query parameters: which is which is told by how they were registered.</summary>
    [RequestParameter("values", RequestParameterType.UserDefinedQueries)]
    public IEnumerable<KeyValuePair<string, string>> Values { get; }

    protected override object GetBody() => _call.Body!;

    private void Register(string name, string kind) =>
        RequestParameters[name] = new Parameter { Name = name, ParameterType = kind, IsRequired = kind == "path" };
}
