using System.Diagnostics;
using System.Text.RegularExpressions;
using MeshHost.Kubernetes;

namespace MeshHost.Tests.Kubectl;

/// <summary>Runs kubectl against one cluster and takes names, times and addresses out of what it says.</summary>
internal sealed partial class KubectlRunner : IDisposable
{
    private readonly string _kubectl;
    private readonly string _namespace;
    private readonly string _folder = Directory.CreateTempSubdirectory("meshhost-kubectl-").FullName;

    public KubectlRunner(string kubectl, string ns, Kubeconfig kubeconfig)
    {
        _kubectl = kubectl;
        _namespace = ns;
        kubeconfig.Save(Path.Combine(_folder, "kubeconfig"));
        foreach ((string name, string text) in KubectlScript.Manifests)
        {
            File.WriteAllText(Path.Combine(_folder, $"{name}.yaml"), text.Replace("<ns>", ns, StringComparison.Ordinal));
        }
    }

    /// <summary>Runs a command of the script.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(string arguments, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(_kubectl) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = _folder;
        start.ArgumentList.Add($"--kubeconfig={Path.Combine(_folder, "kubeconfig")}");
        start.ArgumentList.Add($"--cache-dir={Path.Combine(_folder, "cache")}");
        start.ArgumentList.Add($"--namespace={_namespace}");
        foreach (string argument in arguments.Replace("<ns>", _namespace, StringComparison.Ordinal).Split(' '))
        {
            start.ArgumentList.Add(argument.StartsWith('@') ? Path.Combine(_folder, $"{argument[1..]}.yaml") : argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, Normalize(await output + await errors));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Normalize(string text)
    {
        text = text.Replace(_namespace, "<ns>", StringComparison.Ordinal).Replace(_folder, "<folder>", StringComparison.Ordinal);
        text = Scratch().Replace(text, "$1-<scratch>");
        text = Hunk().Replace(text, "@@ <lines> @@");
        text = Time().Replace(text, "<time>");
        text = Uid().Replace(text, "<uid>");
        text = Version().Replace(text, "$1<version>");
        text = Hash().Replace(text, "$1-<hash>");
        text = Age().Replace(text, "<age>");
        text = Server().Replace(text, "<server>");
        // Columns are as wide as their longest value, which may be one of those.
        return string.Join('\n', text.Split('\n').Select(line => Blanks().Replace(line, " ").TrimEnd())).Trim();
    }

    [GeneratedRegex(@"\b(LIVE|MERGED)-\d+")]
    private static partial Regex Scratch();

    // Servers of different versions write objects of different length.
    [GeneratedRegex("@@ [-+,0-9 ]+ @@")]
    private static partial Regex Hunk();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?[-+]\d{4}|Z)?|\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [-+]\d{4}")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")]
    private static partial Regex Uid();

    [GeneratedRegex("(\"?resourceVersion\"?: \"?)\\d+")]
    private static partial Regex Version();

    [GeneratedRegex(@"\b(web|idle)-[0-9a-z]{6,10}(-[0-9a-z]{5})?\b")]
    private static partial Regex Hash();

    [GeneratedRegex(@"(?<=\s)(\d+d)?(\d+h)?(\d+m)?(\d+s)?(?<=\d[dhms])(?=\s|$)")]
    private static partial Regex Age();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Server();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Blanks();
}
