using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshHost.Emulator.Google.Http;

/// <summary>Between ASP.NET Core and the dispatcher.</summary>
internal sealed class GoogleEndpoint(ApiDispatcher dispatcher)
{
    private const int LargestBody = 10 * 1024 * 1024;
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers one request.</summary>
    /// <param name="http">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task HandleAsync(HttpContext http)
    {
        var body = await ReadAsync(http).ConfigureAwait(false);
        var query = http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);

        // The raw target keeps %2F apart from '/', as Google's routing does.
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = target.Split('?')[0];
        var response = await dispatcher.InvokeAsync(http.Request.Method, path, query, body, http.RequestAborted).ConfigureAwait(false);
        if (response.Lost)
        {
            http.Abort();
            return;
        }

        if (response.RetryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        await WriteAsync(http, response.Status, response.Body).ConfigureAwait(false);
    }

    /// <summary>Reads a request body of bounded size.</summary>
    /// <param name="http">The request.</param>
    /// <returns>The bytes.</returns>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (buffer.Length + read > LargestBody)
            {
                throw new BadHttpRequestException("The request is larger than 10 MiB.", StatusCodes.Status413PayloadTooLarge);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>Writes JSON as Google does: indented, UTF-8.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">The JSON.</param>
    /// <returns>A task that ends when it is written.</returns>
    public static async Task WriteAsync(HttpContext http, int status, JsonNode body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=UTF-8";
        await http.Response.WriteAsync(body.ToJsonString(s_indented), http.RequestAborted).ConfigureAwait(false);
    }
}
