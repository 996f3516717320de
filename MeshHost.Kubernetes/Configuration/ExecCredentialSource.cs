using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MeshHost.Kubernetes;

/// <summary>Credentials from an exec plugin, kept until they expire or the server refuses them.</summary>
internal sealed class ExecCredentialSource(ExecPlugin plugin, KubeconfigCluster cluster, byte[]? authority, TimeProvider time)
{
    // A plugin may open a browser and wait for a person.
    private static readonly TimeSpan s_longestRun = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Task<Credential>? _pending;
    private volatile Credential? _current;

    /// <summary>Gets the client certificate of the current credentials.</summary>
    public ClientCertificate? Certificate => _current?.Certificate;

    public async ValueTask<string?> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (_current is { } valid && valid.ExpiresAt > time.GetUtcNow())
        {
            return valid.Token;
        }

        Task<Credential> pending;
        lock (_lock)
        {
            // One run for all callers; not tied to the token of the one who happened to come first.
            _pending = pending = _pending is { IsCompleted: false } running ? running : RefreshAsync();
        }

        return (await pending.WaitAsync(cancellationToken).ConfigureAwait(false)).Token;
    }

    /// <summary>Forgets the credentials: the server did not accept them.</summary>
    public void Refuse() => _current = null;

    internal static Credential Parse(string output, string command)
    {
        try
        {
            JsonNode? json = JsonNode.Parse(output);
            JsonObject status = json.ObjectAt("status") ?? throw new KubeconfigException($"'{command}' printed an ExecCredential without a status.");
            DateTimeOffset expires = status.StringAt("expirationTimestamp") is { } text
                ? DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                : DateTimeOffset.MaxValue;
            ClientCertificate? certificate = status.StringAt("clientCertificateData") is { } pem && status.StringAt("clientKeyData") is { } key
                ? ClientCertificate.Read(Encoding.ASCII.GetBytes(pem), Encoding.ASCII.GetBytes(key))
                : null;
            string? token = status.StringAt("token");
            return token is null && certificate is null
                ? throw new KubeconfigException($"'{command}' printed neither a token nor a client certificate.")
                : new Credential(token, certificate, expires);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new KubeconfigException($"'{command}' did not print an ExecCredential: {exception.Message}", exception);
        }
    }

    private async Task<Credential> RefreshAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the caller holds the lock
        using CancellationTokenSource timeout = new(s_longestRun, time);
        Credential credential = await RunAsync(timeout.Token).ConfigureAwait(false);
        _current = credential;
        return credential;
    }

    private async Task<Credential> RunAsync(CancellationToken cancellationToken)
    {
        if (plugin.ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw new KubeconfigException($"The plugin '{plugin.Command}' speaks '{plugin.ApiVersion}'; v1 and v1beta1 of client.authentication.k8s.io are supported.");
        }

        bool interactive = plugin.InteractiveMode != "Never" && !Console.IsInputRedirected;
        if (plugin.InteractiveMode == "Always" && !interactive)
        {
            throw new KubeconfigException($"The plugin '{plugin.Command}' insists on talking to a person, and there is no terminal. Sign in beforehand, or use a service account.");
        }

        using Process process = Start(interactive);
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            if (!interactive)
            {
                process.StandardInput.Close();
            }

            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        string said = await errors.ConfigureAwait(false);
        return process.ExitCode == 0
            ? Parse(await output.ConfigureAwait(false), plugin.Command)
            : throw new KubeconfigException($"'{plugin.Command}' ended with exit code {process.ExitCode}: {said.Trim()}");
    }

    private Process Start(bool interactive)
    {
        ProcessStartInfo start = new(plugin.Command)
        {
            RedirectStandardInput = !interactive,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string argument in plugin.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in plugin.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = DescribeCall(interactive);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            string hint = plugin.InstallHint is { Length: > 0 } given ? given.Trim() : "Install it, or put it on the PATH.";
            throw new KubeconfigException($"Could not start the credential plugin '{plugin.Command}': {exception.Message}. {hint}", exception);
        }
    }

    private string DescribeCall(bool interactive)
    {
        JsonObject spec = new() { ["interactive"] = interactive };
        if (plugin.ProvideClusterInfo)
        {
            JsonObject info = new() { ["server"] = cluster.Server.AbsoluteUri.TrimEnd('/') };
            spec["cluster"] = info;
            if (authority is not null)
            {
                info["certificate-authority-data"] = Convert.ToBase64String(authority);
            }

            if (cluster.TlsServerName is { } name)
            {
                info["tls-server-name"] = name;
            }

            if (cluster.ProxyUrl is { } proxy)
            {
                info["proxy-url"] = proxy.OriginalString;
            }
        }

        return new JsonObject { ["apiVersion"] = plugin.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    internal sealed record Credential(string? Token, ClientCertificate? Certificate, DateTimeOffset ExpiresAt);
}
