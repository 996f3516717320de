using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeshHost.Tests.AppHost;

/// <summary>An emulator that says that it is there, and answers nothing else.</summary>
internal sealed class SilentServer : IAsyncDisposable
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meshhost-silent-");
    private readonly WebApplication _application;

    private SilentServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/emulator/v1/inventory", static () => Results.Ok());
        _application.MapFallback(async (HttpContext context) =>
        {
            _asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
    }

    /// <summary>Gets a task that ends with the first question.</summary>
    public Task Asked => _asked.Task.WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);

    /// <summary>Gets the variables by which commands find it.</summary>
    public IReadOnlyList<(string Name, string? Value)> EmulatorVariables
    {
        get
        {
            var address = _application.Urls.Single();
            return
            [
                ("MESHHOST_EMULATOR_GOOGLE", address),
                ("MESHHOST_EMULATOR_CHARTS", address),
                ("MESHHOST_EMULATOR_PROXY", address),
                ("MESHHOST_EMULATOR_DNS", "127.0.0.1:9"),
                ("MESHHOST_EMULATOR_HTTPS", address),
                ("MESHHOST_EMULATOR_CA", CertificatePath),
            ];
        }
    }

    private string CertificatePath => Path.Combine(_folder.FullName, "ca.pem");

    public static async Task<SilentServer> StartAsync()
    {
        var server = new SilentServer();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=silent", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        await File.WriteAllTextAsync(server.CertificatePath, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await server._application.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
