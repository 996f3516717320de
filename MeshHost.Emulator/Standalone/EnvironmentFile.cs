using System.Text;

namespace MeshHost.Emulator.Standalone;

/// <summary>Writes the shell lines that point kubectl, gcloud and others at an emulator.</summary>
internal static class EnvironmentFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes the file in one step, so that a script that waits for it never reads half of it. The kubeconfig and the certificate
    /// authority lie beside it.
    /// </summary>
    public static async Task WriteAsync(string path, EmulatorHost host, string project, string? kubeconfig, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var lines = new StringBuilder();
        if (kubeconfig is not null)
        {
            var kubeconfigPath = Path.GetFullPath(path) + ".kubeconfig";
            await WriteFileAsync(kubeconfigPath, kubeconfig, cancellationToken).ConfigureAwait(false);
            Export(lines, "KUBECONFIG", kubeconfigPath);
        }

        var authorityPath = Path.GetFullPath(path) + ".ca.pem";
        await WriteFileAsync(authorityPath, host.CertificateAuthorityPem, cancellationToken).ConfigureAwait(false);
        var google = host.GoogleBaseUri.ToString().TrimEnd('/');
        var configuration = Path.GetFullPath(path) + ".gcloud";
        Directory.CreateDirectory(configuration);
        Export(lines, "CLOUDSDK_CONFIG", configuration);
        Export(lines, "CLOUDSDK_CORE_PROJECT", project);
        Export(lines, "CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE", google + "/compute/v1/");
        foreach (var api in (string[])["CONTAINER", "IAM", "CLOUDRESOURCEMANAGER", "DNS", "SERVICEUSAGE"])
        {
            Export(lines, "CLOUDSDK_API_ENDPOINT_OVERRIDES_" + api, google + "/");
        }

        Export(lines, "CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true");
        Export(lines, "CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
        Export(lines, "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true");
        Export(lines, "CLOUDSDK_CORE_CHECK_GCE_METADATA", "false");
        Export(lines, "CLOUDSDK_CORE_SHOULD_PROMPT_TO_ENABLE_API", "false");
        Export(lines, "CLOUDSDK_CORE_DISABLE_FILE_LOGGING", "true");
        Export(lines, "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true");
        Export(lines, "CLOUDSDK_SURVEY_DISABLE_PROMPTS", "true");
        Export(lines, EmulatorVariables.Google, google);
        Export(lines, EmulatorVariables.Charts, host.ChartRepositoryUri.ToString());
        Export(lines, EmulatorVariables.Proxy, host.ProxyUri.ToString());
        Export(lines, EmulatorVariables.Dns, host.DnsEndPoint.ToString());
        Export(lines, "MESHHOST_EMULATOR_HTTP", host.BrowserHttpUri.ToString());
        Export(lines, EmulatorVariables.Https, host.BrowserHttpsUri.ToString());
        Export(lines, EmulatorVariables.Authority, authorityPath);
        await WriteFileAsync(path, lines.ToString(), cancellationToken).ConfigureAwait(false);
    }

    private static void Export(StringBuilder lines, string name, string value) =>
        lines.Append("export ").Append(name).Append("='").Append(value.Replace("'", "'\\''", StringComparison.Ordinal)).Append("'\n");

    private static async Task WriteFileAsync(string path, string content, CancellationToken cancellationToken)
    {
        var temporary = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var stream = new FileStream(temporary, options);
        await using (stream.ConfigureAwait(false))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken).ConfigureAwait(false);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
