using System.Net.Http.Headers;
using System.Text;

namespace MeshHost.Tests.Emulator.Google;

public sealed class BatchTests
{
    [Fact]
    public async Task Each_call_of_a_batch_is_answered_under_its_own_content_id()
    {
        await using var server = await CloudServer.StartAsync();
        await server.ComputeAsync("POST", "global/networks", """{"name":"vpc","autoCreateSubnetworks":false}""");
        const string Body = """
            --===============1==
            Content-Type: application/http
            MIME-Version: 1.0
            Content-Transfer-Encoding: binary
            Content-ID: <a+0>

            GET /compute/v1/projects/mesh-demo/global/networks/vpc?alt=json HTTP/1.1
            Content-Type: application/json
            MIME-Version: 1.0
            content-length: 0
            Host: 127.0.0.1


            --===============1==
            Content-Type: application/http
            Content-ID: <a+1>

            DELETE /compute/v1/projects/mesh-demo/global/networks/none?alt=json HTTP/1.1
            Host: 127.0.0.1


            --===============1==--
            """;
        using var client = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=\"===============1==\"");
        using var response = await client.PostAsync(new Uri(server.Address, "/batch/compute/v1"), content, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("multipart/mixed; boundary=", response.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
        var parts = answer.Split("--batch_meshhost");
        Assert.Contains("Content-ID: <response-a+0>", parts[1], StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK", parts[1], StringComparison.Ordinal);
        Assert.Contains("Content-ID: <response-a+1>", parts[2], StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 404 Not Found", parts[2], StringComparison.Ordinal);
    }
}
