using MeshHost.Helm;
using MeshHost.Helm.Functions;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Yaml;

namespace MeshHost.Tests.Helm.Templating;

/// <summary>Charts are other people's programs: each way to consume without end stops with a <see cref="TemplateException"/>.</summary>
public sealed class LimitTests
{
    private static readonly TemplateLimits s_tight = new() { MaxOutput = 100_000, MaxSteps = 100_000, MaxAllocated = 64 * 1024 * 1024 };

    [Theory]
    [InlineData("{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}", "actions")]
    [InlineData("{{ range until 1000 }}{{ repeat 1000 \"x\" }}{{ end }}", "exceeds the limit of 100000")]
    [InlineData("{{ define \"x\" }}{{ template \"x\" }}{{ end }}{{ template \"x\" }}", "maximum template depth")]
    [InlineData("{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}", "nested reference name")]
    [InlineData("{{ $l := list }}{{ range until 1000 }}{{ $l = append $l (until 100000) }}{{ end }}", "allocated bytes")]
    [InlineData("{{ repeat 1000000000 \"x\" }}", "output exceeds the limit")]
    [InlineData("{{ until 100000000 }}", "list exceeds the limit")]
    [InlineData("{{ range 1000000000 }}{{ end }}", "actions")]
    [InlineData("{{ printf \"%1000000d\" 1 | len }}{{ printf \"%*d\" 100000000 1 }}", "BADWIDTH")]
    public void Endless_templates_stop(string template, string reason)
    {
        var output = Run(template);

        Assert.Contains(reason, output, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_beneath_a_thousand_includes_can_be_printed()
    {
        var failure = Assert.Throws<TemplateException>(() => Execute("{{ define \"x\" }}{{ include \"x\" . }}{{ end }}{{ include \"x\" . }}"));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = failure.ToString();

        Assert.InRange(text.Length, 100, 2_000_000);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    private static string Run(string template)
    {
        try
        {
            return Execute(template);
        }
        catch (TemplateException e)
        {
            return e.Reason;
        }
    }

    private static string Execute(string template)
    {
        var set = new TemplateSet(FunctionLibrary.Helm, s_tight);
        set.Parse("main", template);
        return set.Execute("main", HelmYaml.ReadMap(""), cancellationToken: TestContext.Current.CancellationToken);
    }
}
