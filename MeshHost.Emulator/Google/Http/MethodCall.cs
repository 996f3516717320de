using System.Globalization;
using System.Text.Json.Nodes;
using MeshHost.Emulator.Google.Discovery;

namespace MeshHost.Emulator.Google.Http;

/// <summary>A call of one method, validated.</summary>
/// <param name="Method">The method.</param>
/// <param name="Route">Values of the path's parameters.</param>
/// <param name="Query">The query parameters.</param>
/// <param name="Body">The request body; empty when the method takes none.</param>
/// <param name="CancellationToken">Cancelled when the caller goes away.</param>
internal sealed record MethodCall(
    ApiMethod Method,
    IReadOnlyDictionary<string, string> Route,
    IReadOnlyDictionary<string, string> Query,
    JsonObject Body,
    CancellationToken CancellationToken)
{
    /// <summary>The project of the path.</summary>
    public string Project => Route["project"];

    /// <summary>Value of a path parameter.</summary>
    /// <param name="parameter">Its name.</param>
    public string this[string parameter] => Route[parameter];

    /// <summary>An integer query parameter.</summary>
    /// <param name="name">Name of the parameter.</param>
    /// <param name="fallback">The value when it is absent.</param>
    /// <returns>The value.</returns>
    public int QueryInt(string name, int fallback)
    {
        if (!Query.TryGetValue(name, out var text) || text.Length == 0)
        {
            return fallback;
        }

        return int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= 0
            ? value
            : throw GoogleErrorException.Invalid($"Invalid value '{text}'. Values must be within the range: [0, 500]", name);
    }
}
