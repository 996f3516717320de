using System.Text;
using MeshHost.Helm;
using MeshHost.Helm.Functions;
using MeshHost.Helm.Json;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;
using MeshHost.Helm.Yaml;

namespace MeshHost.Tests.Helm.Differential;

/// <summary>Our engine against Go's, byte for byte. Whether a template fails must agree; the words of errors need not.</summary>
public sealed class DifferentialTests
{
    private const int Generated = 1500;
    private const int Seed = 20240229;

    [Fact]
    public void Hand_picked_templates_render_as_in_go()
    {
        Compare(TemplateCases.All().Select(template => (template, TemplateGenerator.Values)), atLeast: 500);
    }

    [Fact]
    public void Generated_templates_render_as_in_go()
    {
        var generator = new TemplateGenerator(Seed);
        Compare(Enumerable.Range(0, Generated).Select(_ => (generator.Next(), TemplateGenerator.Values)), atLeast: Generated);
    }

    [Fact]
    public void Generated_values_are_written_as_yaml_as_in_go()
    {
        var generator = new ValueGenerator(Seed);
        const string Template = "{{ toYaml . }}\n---\n{{ toJson . }}\n---\n{{ . }}\n---\n{{ toPrettyJson . }}";
        Compare(Enumerable.Range(0, Generated).Select(_ => (Template, JsonText.Write(generator.NextMap()))), atLeast: Generated);
    }

    [Fact]
    public void Generated_yaml_is_read_as_in_go()
    {
        using var go = Start();
        var generator = new YamlGenerator(Seed);
        var differences = new List<string>();
        for (var i = 0; i < Generated; i++)
        {
            var yaml = generator.Next();
            var answer = go.Read(yaml);
            string? ours = null;
            try
            {
                ours = JsonText.Write(HelmYaml.Read(yaml));
            }
            catch (YamlException)
            {
            }

            var theirs = answer.Failed ? null : Encoding.UTF8.GetString(answer.Output);
            if (ours != theirs)
            {
                differences.Add($"--- {yaml}\n  go:   {theirs ?? answer.Error}\n  ours: {ours ?? "(error)"}");
            }
        }

        Report(differences, Generated);
    }

    private static GoRenderer Start()
    {
        var (renderer, reason) = GoRenderer.Start();
        Assert.SkipWhen(renderer is null, reason);
        return renderer!;
    }

    private static void Compare(IEnumerable<(string Template, string Values)> cases, int atLeast)
    {
        using var go = Start();
        var differences = new List<string>();
        var count = 0;
        foreach (var (template, values) in cases)
        {
            count++;
            var theirs = go.Render(template, values);
            var (output, error) = Render(template, values);
            if (output is null != theirs.Failed || (output is not null && !output.AsSpan().SequenceEqual(AsNewer(theirs.Output))))
            {
                var shown = theirs.Failed ? "error: " + theirs.Error : Encoding.UTF8.GetString(theirs.Output);
                differences.Add($"--- {template}\n{(values == TemplateGenerator.Values ? "" : "  with: " + values + "\n")}  go:   {shown}\n  ours: {(output is null ? "error: " + error : Encoding.UTF8.GetString(output))}");
            }
        }

        Assert.True(count >= atLeast, $"{count} templates are fewer than {atLeast}");
        Report(differences, count);
    }

    // Debian's sigs.k8s.io/yaml is older than Helm 4's, which begins this message with a small letter.
    private static byte[] AsNewer(byte[] output)
    {
        var at = output.AsSpan().IndexOf("Unsupported map key of type"u8);
        if (at < 0)
        {
            return output;
        }

        byte[] newer = [.. output];
        newer[at] = (byte)'u';
        return newer;
    }

    private static (byte[]? Output, string Error) Render(string template, string values)
    {
        try
        {
            var set = new TemplateSet(FunctionLibrary.Helm);
            set.Parse("main", template);
            return (ByteString.ToBytes(set.Execute("main", HelmYaml.ReadMap(values), cancellationToken: TestContext.Current.CancellationToken)), "");
        }
        catch (TemplateException e)
        {
            return (null, e.Message);
        }
    }

    private static void Report(List<string> differences, int count)
    {
        if (Environment.GetEnvironmentVariable("MESHHOST_DIFFERENCES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, string.Join('\n', differences) + "\n");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {count} differ:\n" + string.Join('\n', differences.Take(40)));
    }
}
