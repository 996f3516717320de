using System.Globalization;
using System.Text;

namespace MeshHost.Benchmarks.Host;

/// <summary>The same graph for terraform: resources of its built-in provider, so that nothing is downloaded and nothing is done.</summary>
internal static class TerraformGraph
{
    private static readonly Dictionary<string, string> s_environment = new()
    {
        ["CHECKPOINT_DISABLE"] = "1",
        ["TF_IN_AUTOMATION"] = "1",
        ["TF_CLI_CONFIG_FILE"] = "/dev/null",
    };

    public static async Task<ProcessRun> ApplyAsync(string terraform, int nodes, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("meshhost-terraform-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "main.tf"), Write(nodes), cancellationToken);
            await ProcessRun.StartAsync(terraform, ["init", "-input=false", "-no-color"], folder, s_environment, cancellationToken);
            return await ProcessRun.StartAsync(
                terraform, ["apply", "-input=false", "-auto-approve", "-no-color"], folder, s_environment, cancellationToken);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Write(int nodes)
    {
        var text = new StringBuilder();
        var number = 0;
        foreach (var dependencies in NodeGraph.Create(nodes))
        {
            var on = string.Join(", ", dependencies.Select(d => $"terraform_data.{NodeGraph.NameOf(d)}"));
            text.Append(CultureInfo.InvariantCulture, $$"""
                resource "terraform_data" "{{NodeGraph.NameOf(number)}}" {
                  input      = "{{number}}"
                  depends_on = [{{on}}]
                }

                """);
            number++;
        }

        return text.ToString();
    }
}
