using MeshHost.Helm;
using MeshHost.Tests.Helm.Charts;

namespace MeshHost.Tests.Helm.Rendering;

public sealed class ChartRendererTests
{
    [Fact]
    public void Documents_come_in_install_order_with_their_sources()
    {
        var chart = TestCharts.Create(
            "shop",
            ("templates/a.yaml", "kind: Widget\nmetadata: {name: w}\n---\nkind: Deployment\nmetadata: {name: d}\n"),
            ("templates/b.yaml", "kind: Service\nmetadata: {name: s}\n---\n# only a comment\n---\n\n---\nkind: Namespace\nmetadata: {name: n}"));

        var rendered = Render(chart);

        Assert.Equal(["Namespace", "Service", "Deployment", "", "Widget"], rendered.Manifests.Select(m => m.Kind));
        Assert.StartsWith("---\n# Source: shop/templates/b.yaml\nkind: Namespace\n", rendered.Manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void Templates_share_one_root_and_run_backwards()
    {
        var chart = TestCharts.Create(
            "shop",
            ("values.yaml", "profile: small"),
            ("templates/zzz_profile.yaml", "{{- $_ := set $ \"Values\" (dict \"size\" 5) }}"),
            ("templates/a.yaml", "size: {{ .Values.size }}"));

        Assert.Equal("size: 5", Render(chart).Manifests.Single().Text);
    }

    [Fact]
    public void Empty_text_given_to_tpl_renders_to_nothing()
    {
        var chart = TestCharts.Create("shop", ("values.yaml", "text: \"\""), ("templates/a.yaml", "a: {{ tpl .Values.text . | default \"none\" }}"));

        Assert.Equal("a: none", Render(chart).Manifests.Single().Text);
    }

    [Fact]
    public void Definitions_of_the_parent_replace_those_of_subcharts()
    {
        var chart = TestCharts.Create(
            "shop",
            ("templates/_h.tpl", "{{ define \"who\" }}parent{{ end }}"),
            ("templates/a.yaml", "by: {{ template \"who\" }}"),
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/templates/_h.tpl", "{{ define \"who\" }}child{{ end }}"),
            ("charts/db/templates/a.yaml", "by: {{ template \"who\" }}"));

        Assert.All(Render(chart).Manifests, m => Assert.Equal("by: parent", m.Text));
    }

    [Fact]
    public void Library_subchart_gives_definitions_only()
    {
        var chart = TestCharts.Create(
            "shop",
            ("templates/a.yaml", "a: {{ include \"lib.x\" . }}"),
            ("charts/lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library"),
            ("charts/lib/templates/_x.tpl", "{{ define \"lib.x\" }}1{{ end }}"),
            ("charts/lib/templates/never.yaml", "never: true"));

        Assert.Equal(["shop/templates/a.yaml"], Render(chart).Manifests.Select(m => m.Path));
    }

    [Fact]
    public void Library_chart_cannot_be_rendered_itself()
    {
        var chart = TestCharts.Create("x", ("Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library"));

        Assert.Contains("library charts are not installable", Assert.Throws<ChartException>(() => Render(chart)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hooks_are_told_apart_with_weight_and_policies()
    {
        var chart = TestCharts.Create(
            "shop",
            ("templates/job.yaml",
                "kind: Job\nmetadata:\n  name: migrate\n  annotations:\n    helm.sh/hook: pre-install, pre-upgrade\n    helm.sh/hook-weight: -5\n    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded"),
            ("templates/old.yaml", "kind: Job\nmetadata:\n  name: old\n  annotations:\n    helm.sh/hook: crd-install"));

        var rendered = Render(chart);

        var hook = Assert.Single(rendered.Hooks);
        Assert.Empty(rendered.Manifests);
        Assert.Equal(HookEvents.PreInstall | HookEvents.PreUpgrade, hook.Events);
        Assert.Equal(-5, hook.Weight);
        Assert.Equal(HookDeletePolicies.BeforeHookCreation | HookDeletePolicies.HookSucceeded, hook.DeletePolicies);
        Assert.Contains(rendered.Warnings, w => w.Contains("crd-install", StringComparison.Ordinal));
    }

    [Fact]
    public void Notes_are_those_of_the_chart_itself()
    {
        var chart = TestCharts.Create(
            "shop",
            ("templates/NOTES.txt", "Welcome to {{ .Release.Name }}"),
            ("charts/db/Chart.yaml", "apiVersion: v2\nname: db\nversion: 1.0.0"),
            ("charts/db/templates/NOTES.txt", "db notes"));

        Assert.Equal("Welcome to rel", Render(chart).Notes);
    }

    [Fact]
    public void Definitions_of_the_crds_folder_are_not_rendered()
    {
        var chart = TestCharts.Create("shop", ("crds/w.yaml", "kind: CustomResourceDefinition\napiVersion: apiextensions.k8s.io/v1\nmetadata: {name: \"{{ no }}\"}\n"));

        var rendered = Render(chart);

        Assert.Equal("{{ no }}", rendered.Crds.Single().Objects.Single().Name);
        Assert.Equal("", rendered.Manifest);
    }

    [Fact]
    public void Capabilities_and_files_can_be_asked()
    {
        var chart = TestCharts.Create(
            "shop",
            ("conf/a.ini", "x=1\ny=2\n"),
            ("conf/deep/b.ini", "z"),
            ("templates/a.yaml",
                """
                apps: {{ .Capabilities.APIVersions.Has "apps/v1" }}
                none: {{ .Capabilities.APIVersions.Has "none/v1" }}
                version: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Major }} {{ .Capabilities.KubeVersion }}
                get: {{ .Files.Get "conf/a.ini" | quote }}
                lines: {{ .Files.Lines "conf/a.ini" | join "+" }}
                config:
                {{ (.Files.Glob "conf/**").AsConfig | indent 2 }}
                one: {{ len (.Files.Glob "conf/*.ini") }}
                """));

        var text = TestCharts.Render(chart, new ChartValues(), new RenderOptions
        {
            ReleaseName = "rel",
            Capabilities = new ChartCapabilities { KubernetesVersion = "v1.33.4-gke.1" },
        }).Manifests.Single().Text;

        Assert.Equal(
            """
            apps: true
            none: false
            version: v1.33.4-gke.1 1 v1.33.4
            get: "x=1\ny=2\n"
            lines: x=1+y=2
            config:
              a.ini: |
                x=1
                y=2
              b.ini: z
            one: 1
            """,
            text);
    }

    [Fact]
    public void Lookup_is_answered_by_the_caller()
    {
        var chart = TestCharts.Create("shop", ("templates/a.yaml", "a: {{ (lookup \"v1\" \"Secret\" \"ns\" \"s\").kind }}\nb: {{ lookup \"v1\" \"Pod\" \"\" \"\" | empty }}"));

        var rendered = TestCharts.Render(chart, new ChartValues(), new RenderOptions
        {
            ReleaseName = "rel",
            Lookup = (_, kind, _, _) => kind == "Secret" ? new Dictionary<string, object?> { ["kind"] = "Secret" } : null,
        });

        Assert.Equal("a: Secret\nb: true", rendered.Manifests.Single().Text);
    }

    [Theory]
    [InlineData(">=1.40.0-0", false)]
    [InlineData(">=1.25.0", true)]
    public void Chart_that_does_not_support_the_cluster_is_refused(string range, bool supported)
    {
        var chart = TestCharts.Create("x", ("Chart.yaml", $"apiVersion: v2\nname: shop\nversion: 1.0.0\nkubeVersion: \"{range}\""));
        var options = new RenderOptions { ReleaseName = "rel", Capabilities = new ChartCapabilities { KubernetesVersion = "v1.33.4-gke.1172000" } };

        var failure = Record.Exception(() => TestCharts.Render(chart, new ChartValues(), options));

        Assert.Equal(supported, failure is null);
    }

    [Fact]
    public void Output_that_is_not_yaml_names_the_template()
    {
        var chart = TestCharts.Create("shop", ("templates/bad.yaml", "a: [1\nb: 2"));

        Assert.StartsWith("YAML parse error on shop/templates/bad.yaml:", Assert.Throws<ChartException>(() => Render(chart)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failing_template_is_named_with_line()
    {
        var chart = TestCharts.Create("shop", ("templates/a.yaml", "a: 1\nb: {{ required \"a host is needed\" .Values.host }}"));

        var failure = Assert.Throws<TemplateException>(() => Render(chart));

        Assert.Equal(("shop/templates/a.yaml", 2), (failure.Template, failure.Line));
        Assert.Contains("a host is needed", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("ends-")]
    [InlineData("012345678901234567890123456789012345678901234567890123")]
    public void Release_name_that_cannot_be_used_is_refused(string name)
    {
        Assert.Throws<ChartException>(() => TestCharts.Render(TestCharts.Create("shop"), new ChartValues(), new RenderOptions { ReleaseName = name }));
    }

    [Fact]
    public async Task One_renderer_serves_many_threads()
    {
        var chart = TestCharts.Create("shop", ("values.yaml", "n: 0"), ("templates/a.yaml", "{{ $_ := set .Values \"n\" .Release.Name }}n: {{ .Values.n }}"));
        var renderer = new ChartRenderer();

        var texts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            () => renderer.Render(chart, new ChartValues(), new RenderOptions { ReleaseName = $"r{i}" }, TestContext.Current.CancellationToken).Manifests.Single().Text)));

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"n: r{i}"), texts);
    }

    private static RenderedChart Render(Chart chart) => TestCharts.Render(chart, new ChartValues(), new RenderOptions { ReleaseName = "rel" });
}
