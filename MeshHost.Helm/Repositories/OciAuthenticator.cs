using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MeshHost.Helm.Repositories;

/// <summary>Answers a registry's challenge: basic credentials, or a token from the service that the challenge names.</summary>
internal sealed partial class OciAuthenticator(ChartRepositoryOptions options, RepositoryHttp http)
{
    private const int MaxTokenBytes = 1024 * 1024;

    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _byScope = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Current(string scope) => _byScope.GetValueOrDefault(scope);

    /// <summary>What to send with the next attempt; <see langword="null"/> when there is nothing to answer with.</summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(HttpResponseMessage challenge, string scope, CancellationToken cancellationToken)
    {
        foreach (var header in challenge.Headers.WwwAuthenticate)
        {
            var answer = header.Scheme.ToUpperInvariant() switch
            {
                "BASIC" => http.BasicCredentials(),
                "BEARER" => await TokenAsync(header.Parameter ?? "", scope, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
            if (answer is not null)
            {
                _byScope[scope] = answer;
                return answer;
            }
        }

        return null;
    }

    private async Task<AuthenticationHeaderValue?> TokenAsync(string parameters, string scope, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match parameter in ParameterPattern().Matches(parameters))
        {
            values[parameter.Groups[1].Value] = parameter.Groups[2].Value;
        }

        if (!values.TryGetValue("realm", out var realm) || !Uri.TryCreate(realm, UriKind.Absolute, out var service))
        {
            return null;
        }

        if (service.Scheme != Uri.UriSchemeHttps && !service.IsLoopback)
        {
            throw new ChartRepositoryException($"registry {options.Name} wants a token from {service}, which is not encrypted; credentials are not sent there");
        }

        var query = $"scope={Uri.EscapeDataString(values.GetValueOrDefault("scope") ?? scope)}";
        if (values.TryGetValue("service", out var name))
        {
            query += $"&service={Uri.EscapeDataString(name)}";
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(service) { Query = query }.Uri);
        request.Headers.Authorization = http.BasicCredentials();
        using var response = await http.SendPlainAsync(request, cancellationToken).ConfigureAwait(false);
        http.Check(response, "no token was given");
        return ReadToken(await http.ReadAsync(response, MaxTokenBytes, cancellationToken).ConfigureAwait(false), service);
    }

    private AuthenticationHeaderValue? ReadToken(byte[] answer, Uri service)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            foreach (var field in new[] { "token", "access_token" })
            {
                if (json.RootElement.TryGetProperty(field, out var token) && token.GetString() is { Length: > 0 } text)
                {
                    return new AuthenticationHeaderValue("Bearer", text);
                }
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ChartRepositoryException($"registry {options.Name}: {service} answered with something that is no token", e);
        }
    }

    [GeneratedRegex("([a-zA-Z_]+)=\"([^\"]*)\"", RegexOptions.CultureInvariant)]
    private static partial Regex ParameterPattern();
}
