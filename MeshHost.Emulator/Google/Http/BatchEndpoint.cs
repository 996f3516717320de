using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MeshHost.Emulator.Google.Http;

/// <summary>
/// Several calls in one request: <c>multipart/mixed</c> with an <c>application/http</c> message in each part. gcloud uses it as
/// soon as a command makes more than one call. Its parts end lines with a bare line feed, which ASP.NET Core's reader
/// of multipart bodies does not take, hence the parsing here.
/// </summary>
internal sealed class BatchEndpoint(ApiDispatcher dispatcher)
{
    private const int MostParts = 1000;
    private const string Separator = "batch_meshhost";

    /// <summary>Answers a batch.</summary>
    /// <param name="http">The request.</param>
    /// <returns>A task that ends when the answer is written.</returns>
    public async Task HandleAsync(HttpContext http)
    {
        var body = Encoding.UTF8.GetString((await GoogleEndpoint.ReadAsync(http).ConfigureAwait(false)).Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 } boundary)
        {
            await RefuseAsync(http, "Failed to parse batch request: it has no boundary.").ConfigureAwait(false);
            return;
        }

        var parts = Parts(body, boundary.ToString()).ToList();
        if (parts.Count is 0 or > MostParts)
        {
            await RefuseAsync(http, $"Failed to parse batch request: it must have between 1 and {MostParts} parts.").ConfigureAwait(false);
            return;
        }

        var answer = new StringBuilder();
        foreach (var (contentId, message) in parts)
        {
            var response = await InvokeAsync(message, http.RequestAborted).ConfigureAwait(false);
            if (response.Lost)
            {
                http.Abort();
                return;
            }

            Append(answer, contentId, response);
        }

        answer.Append("--").Append(Separator).Append("--\r\n");
        http.Response.ContentType = $"multipart/mixed; boundary={Separator}";
        await http.Response.WriteAsync(answer.ToString(), http.RequestAborted).ConfigureAwait(false);
    }

    private static Task RefuseAsync(HttpContext http, string message) =>
        GoogleEndpoint.WriteAsync(http, StatusCodes.Status400BadRequest, GoogleErrorException.Invalid(message).ToJson(withStatus: true));

    // Between two boundary lines: headers, an empty line, and the message.
    private static IEnumerable<(string ContentId, string Message)> Parts(string body, string boundary)
    {
        foreach (var section in ("\n" + body).Split($"\n--{boundary}").Skip(1))
        {
            if (section.StartsWith("--", StringComparison.Ordinal))
            {
                yield break;
            }

            var end = section.IndexOf("\n\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var header = Array.Find(section[..end].Split('\n'), h => h.StartsWith("Content-ID:", StringComparison.OrdinalIgnoreCase));
                yield return (header?["Content-ID:".Length..].Trim() ?? "", section[(end + 2)..].TrimStart('\n'));
            }
        }
    }

    private static void Append(StringBuilder answer, string contentId, GoogleResponse response)
    {
        // "<x>" is answered as "<response-x>".
        var id = contentId.StartsWith('<') ? "<response-" + contentId[1..] : "response-" + contentId;
        var body = response.Body.ToJsonString();
        answer.Append("--").Append(Separator).Append("\r\nContent-Type: application/http\r\nContent-ID: ").Append(id)
            .Append("\r\n\r\nHTTP/1.1 ").Append(response.Status).Append(' ').Append(ReasonPhrases.GetReasonPhrase(response.Status))
            .Append("\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: ").Append(Encoding.UTF8.GetByteCount(body))
            .Append("\r\n\r\n").Append(body).Append("\r\n");
    }

    // The message is a request line, headers that do not matter here, an empty line and a body.
    private async Task<GoogleResponse> InvokeAsync(string message, CancellationToken cancellationToken)
    {
        var end = message.IndexOf("\n\n", StringComparison.Ordinal);
        var body = end < 0 ? "" : message[(end + 2)..].Trim();
        if (message.Split('\n')[0].Split(' ') is not [var verb, var target, ..])
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
