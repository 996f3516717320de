using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MeshHost.Emulator.Google.Http;

/// <summary>
/// Several calls in one request: <c>multipart/mixed</c> with an <c>application/http</c> message in each part. gcloud uses it as
/// soon as a command makes more than one call.
/// </summary>
internal sealed class BatchEndpoint(ApiDispatcher dispatcher)
{
    private const int MostParts = 1000;
    private const int LargestPart = 1024 * 1024;

    /// <summary>Answers a batch.</summary>
    /// <param name="http">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task HandleAsync(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            await GoogleEndpoint.WriteAsync(http, StatusCodes.Status400BadRequest, GoogleErrorException.Invalid("Failed to parse batch request: no boundary.").ToJson(withStatus: true)).ConfigureAwait(false);
            return;
        }

        var answer = new StringBuilder();
        var reader = new MultipartReader(boundary.ToString(), http.Request.Body);
        const string Separator = "batch_meshhost";
        for (var parts = 0; await reader.ReadNextSectionAsync(http.RequestAborted).ConfigureAwait(false) is { } section; parts++)
        {
            if (parts >= MostParts)
            {
                throw new BadHttpRequestException($"The batch has more than {MostParts} calls.", StatusCodes.Status413PayloadTooLarge);
            }

            var message = await ReadAsync(section.Body, http.RequestAborted).ConfigureAwait(false);
            var response = await InvokeAsync(message, http.RequestAborted).ConfigureAwait(false);
            if (response.Lost)
            {
                http.Abort();
                return;
            }

            Append(answer, Separator, section.Headers is { } headers && headers.TryGetValue("Content-ID", out var id) ? id.ToString() : "", response);
        }

        answer.Append("--").Append(Separator).Append("--\r\n");
        http.Response.ContentType = $"multipart/mixed; boundary={Separator}";
        await http.Response.WriteAsync(answer.ToString(), http.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<string> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await body.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        return buffer.Length <= LargestPart
            ? Encoding.UTF8.GetString(buffer.ToArray())
            : throw new BadHttpRequestException("A call of the batch is larger than 1 MiB.", StatusCodes.Status413PayloadTooLarge);
    }

    private static void Append(StringBuilder answer, string separator, string contentId, GoogleResponse response)
    {
        // "<x>" is answered as "<response-x>".
        var id = contentId.StartsWith('<') ? "<response-" + contentId[1..] : "response-" + contentId;
        var body = response.Body.ToJsonString();
        answer.Append("--").Append(separator).Append("\r\nContent-Type: application/http\r\nContent-ID: ").Append(id)
            .Append("\r\n\r\nHTTP/1.1 ").Append(response.Status).Append(' ').Append(ReasonPhrases.GetReasonPhrase(response.Status))
            .Append("\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body))
            .Append("\r\n\r\n").Append(body).Append("\r\n");
    }

    // The message is a request line, headers that do not matter here, an empty line and a body.
    private async Task<GoogleResponse> InvokeAsync(string message, CancellationToken cancellationToken)
    {
        var text = message.Replace("\r\n", "\n", StringComparison.Ordinal).TrimStart('\n');
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var body = end < 0 ? "" : text[(end + 2)..].Trim();
        if (text.Split('\n')[0].Split(' ') is not [var verb, var target, ..])
        {
            return new GoogleResponse(400, GoogleErrorException.Invalid("Failed to parse batch request: a part has no request line.").ToJson(withStatus: true));
        }

        // A target may be a whole URL.
        if (Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal))
        {
            target = uri.PathAndQuery;
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        var query = question < 0
            ? []
            : QueryHelpers.ParseQuery(target[question..]).ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        return await dispatcher.InvokeAsync(verb, question < 0 ? target : target[..question], query, Encoding.UTF8.GetBytes(body), cancellationToken).ConfigureAwait(false);
    }
}
