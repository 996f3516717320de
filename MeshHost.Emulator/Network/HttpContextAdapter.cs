using Microsoft.AspNetCore.Http;

namespace MeshHost.Emulator.Network;

/// <summary>Carries requests from Kestrel to emulated workloads and answers back.</summary>
internal static class HttpContextAdapter
{
    private const int MaximumBody = 8 << 20;

    public static async Task<EmulatedRequest> ReadAsync(HttpContext context, string? sourceAddress)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in context.Request.Headers)
        {
            headers[name] = value.ToString();
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > MaximumBody)
            {
                throw new BadHttpRequestException("The body is larger than an emulated workload takes.", StatusCodes.Status413PayloadTooLarge);
            }

            body.Write(buffer, 0, read);
        }

        return new EmulatedRequest
        {
            Method = context.Request.Method,
            Scheme = context.Request.Scheme,
            Host = context.Request.Host.Host,
            Path = context.Request.Path.Value is { Length: > 0 } path ? path : "/",
            Query = context.Request.QueryString.Value ?? "",
            Headers = headers,
            Body = body.ToArray(),
            SourceAddress = sourceAddress,
        };
    }

    public static async Task WriteAsync(HttpContext context, EmulatedResponse response)
    {
        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (!response.Body.IsEmpty && context.Request.Method != HttpMethods.Head)
        {
            context.Response.ContentLength = response.Body.Length;
            await context.Response.Body.WriteAsync(response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
