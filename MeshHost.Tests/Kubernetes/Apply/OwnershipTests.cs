using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Tests.Helm.Releases;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <summary>Who owns which field of an object, and what becomes of it when a set is applied.</summary>
public sealed class OwnershipTests
{
    private const string WebhookConversion =
        "{strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {service: {name: conv, namespace: default, path: /convert}}}}";

    private static readonly ApplySetOptions s_set = new() { PruneSetId = "set", TakeBack = true, FieldManager = "meshhost" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("kubectl-client-side-apply")]
    [InlineData("meshhost")]
    public async Task What_a_client_side_apply_made_and_a_set_does_not_declare_goes(string manager)
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await WriteAsync(cluster, manager, "{k: v, drop: me}");

        var result = await applier.ApplyAsync(Settings("{k: v}"), s_set, null, Token);

        Assert.Equal(["k"], await KeysAsync(cluster));
        Assert.Equal(1, result.Count(ApplyOutcome.Configured));
        Assert.Equal(ApplyOutcome.Unchanged, Assert.Single(await applier.DiffAsync(Settings("{k: v}"), s_set, Token)).Outcome);
        Assert.Equal(1, (await applier.ApplyAsync(Settings("{k: v}"), s_set, null, Token)).Count(ApplyOutcome.Unchanged));
    }

    [Fact]
    public async Task Another_tools_object_that_differs_is_refused_with_its_owner()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await WriteAsync(cluster, "kubectl-client-side-apply", "{k: theirs, more: theirs}");

        var conflict = await Assert.ThrowsAsync<KubernetesApiException>(() => applier.ApplyAsync(Settings("{k: v}"), s_set, null, Token));
        var diff = Assert.Single(await applier.DiffAsync(Settings("{k: v}"), s_set, Token));

        Assert.Contains("kubectl-client-side-apply", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("take them over", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("kubectl-client-side-apply", diff.Refusal, StringComparison.Ordinal);
        Assert.Equal(["k", "more"], await KeysAsync(cluster));
    }

    [Fact]
    public async Task Object_taken_over_by_force_loses_what_a_client_side_apply_had_in_it()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await WriteAsync(cluster, "kubectl-client-side-apply", "{k: theirs, more: theirs}");
        var forced = s_set with { Force = true };

        var diff = Assert.Single(await applier.DiffAsync(Settings("{k: v}"), forced, Token));
        await applier.ApplyAsync(Settings("{k: v}"), forced, null, Token);

        Assert.Contains(diff.Fields, f => f.Path == "data.more" && f.Desired is null);
        Assert.Contains(diff.Fields, f => f.Path == "data.k" && f.Live == "\"theirs\"" && f.Desired == "\"v\"");
        Assert.Equal(["k"], await KeysAsync(cluster));
    }

    [Fact]
    public async Task Labels_that_others_have_on_a_namespace_stay()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var theirs = KubernetesObject.ParseYaml("{apiVersion: v1, kind: Namespace, metadata: {name: shared, labels: {team: theirs}}}")[0];
        await using var other = cluster.ClientOf("kubectl-client-side-apply");
        await other.CreateAsync(theirs, dryRun: false, Token);
        var ours = KubernetesObject.ParseYaml("{apiVersion: v1, kind: Namespace, metadata: {name: shared, labels: {istio-injection: enabled}}}");

        await new ObjectSetApplier(cluster.Client).ApplyAsync(ours, s_set, null, Token);
        await new ObjectSetApplier(cluster.Client).ApplyAsync(ours, s_set, null, Token);

        var live = await cluster.Client.GetAsync(theirs.Reference, Token);
        Assert.Equal("theirs", live!.Labels["team"]);
        Assert.Equal("enabled", live.Labels["istio-injection"]);
    }

    [Theory]
    [InlineData("""[{"op":"replace","path":"/spec/ports/0/port","value":9090}]""", "9090")]
    [InlineData("""[{"op":"replace","path":"/spec/ports/0","value":{"name":"http","port":9091,"targetPort":81,"protocol":"TCP"}}]""", "9091")]
    public async Task Port_that_was_edited_by_hand_is_planned_with_both_values_and_put_back(string edit, string port)
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await applier.ApplyAsync(Service(), s_set, null, Token);
        await EditAsync(cluster, new(new("", "v1", "Service"), "web", "default"), edit);

        var diff = await applier.DiffAsync(Service(), s_set, Token);
        var result = await applier.ApplyAsync(Service(), s_set, null, Token);

        var changed = Assert.Single(diff, d => d.Outcome != ApplyOutcome.Unchanged);
        Assert.Null(changed.Refusal);
        Assert.Contains(changed.Fields, f => f.Path == "spec.ports[0].port" && f.Live == port && f.Desired == "80");
        Assert.Equal(1, result.Count(ApplyOutcome.Configured));
        var live = await cluster.Client.GetAsync(new(new("", "v1", "Service"), "web", "default"), Token);
        Assert.Equal(80, (int)Assert.Single(live!["spec.ports"]!.AsArray())!["port"]!);
        Assert.All(await applier.DiffAsync(Service(), s_set, Token), d => Assert.Equal(ApplyOutcome.Unchanged, d.Outcome));
    }

    [Fact]
    public async Task Environment_variable_that_was_renamed_by_hand_is_put_back_and_one_that_was_added_stays()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await applier.ApplyAsync(Deployment(), s_set, null, Token);
        var reference = new ObjectReference(new("apps", "v1", "Deployment"), "web", "default");
        await EditAsync(cluster, reference, """
            [{"op":"replace","path":"/spec/template/spec/containers/0/env/0/name","value":"RENAMED"},
             {"op":"add","path":"/spec/template/spec/containers/0/env/-","value":{"name":"ADDED","value":"theirs"}}]
            """);

        await applier.ApplyAsync(Deployment(), s_set, null, Token);

        var live = await cluster.Client.GetAsync(reference, Token);
        Assert.Equal(["ADDED", "MODE"], live!["spec.template.spec.containers[0].env"]!.AsArray().Select(e => (string)e!["name"]!).Order());
    }

    [Fact]
    public async Task Refused_object_hides_none_of_the_others()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await applier.ApplyAsync([.. Settings("{k: v}"), .. Deployment()], s_set, null, Token);
        var wrong = Deployment("other");

        var diff = await applier.DiffAsync([.. Settings("{k: w}"), .. wrong], s_set, Token);

        Assert.Equal(ApplyOutcome.Configured, diff.Single(d => d.Object.Kind.Kind == "ConfigMap").Outcome);
        var refused = Assert.Single(diff, d => d.Refusal is not null);
        Assert.Contains("immutable", refused.Refusal, StringComparison.Ordinal);
        Assert.Contains("delete the Deployment", refused.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_names_the_manager_whose_field_is_in_the_way()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await applier.ApplyAsync(Definition(webhook: true), s_set, null, Token);
        await using var injector = cluster.ClientOf("injector");
        await injector.PatchAsync(Definition(true)[0].Reference, JsonNode.Parse("""{"spec":{"conversion":{"webhook":{"clientConfig":{"caBundle":"Zm9v"}}}}}""")!, PatchType.Merge, null, Token);

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => applier.ApplyAsync(Definition(webhook: false), s_set, null, Token));

        Assert.Contains("'injector' (Update) owns spec.conversion.webhook.clientConfig.caBundle", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.IsTransient);
    }

    [Fact]
    public async Task Apply_that_only_changes_owners_is_planned()
    {
        await using var cluster = await ReleaseCluster.StartAsync();
        var applier = new ObjectSetApplier(cluster.Client);
        await applier.ApplyAsync(Settings("{k: v}"), s_set, null, Token);
        await using var other = cluster.ClientOf("editor");
        await other.PatchAsync(Settings("{}")[0].Reference, JsonNode.Parse("""{"data":{"more":"theirs"}}""")!, PatchType.Merge, null, Token);

        var diff = Assert.Single(await applier.DiffAsync(Settings("{k: v, more: theirs}"), s_set, Token));
        var result = await applier.ApplyAsync(Settings("{k: v, more: theirs}"), s_set, null, Token);

        Assert.Equal(ApplyOutcome.Configured, diff.Outcome);
        Assert.Equal("metadata.managedFields", Assert.Single(diff.Fields).Path);
        Assert.Equal(1, result.Count(ApplyOutcome.Configured));
    }

    private static IReadOnlyList<KubernetesObject> Settings(string data) =>
        KubernetesObject.ParseYaml($"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: settings, namespace: default}}, data: {data}}}");

    private static IReadOnlyList<KubernetesObject> Service() => KubernetesObject.ParseYaml(
        "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: default}, spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}}");

    private static IReadOnlyList<KubernetesObject> Deployment(string app = "web") => KubernetesObject.ParseYaml($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          selector: {matchLabels: {app: {{app}} } }
          template:
            metadata: {labels: {app: {{app}} } }
            spec: {containers: [{name: web, image: "web:1", env: [{name: MODE, value: fast}]}]}
        """);

    private static IReadOnlyList<KubernetesObject> Definition(bool webhook) => KubernetesObject.ParseYaml($$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: gadgets.shop.example.com}
        spec:
          group: shop.example.com
          scope: Namespaced
          names: {kind: Gadget, plural: gadgets, singular: gadget, listKind: GadgetList}
          conversion: {{(webhook ? WebhookConversion : "{strategy: None}")}}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} } }
        """);

    private static async Task WriteAsync(ReleaseCluster cluster, string manager, string data)
    {
        await using var other = cluster.ClientOf(manager);
        await other.CreateAsync(Settings(data)[0], dryRun: false, Token);
    }

    private static async Task EditAsync(ReleaseCluster cluster, ObjectReference reference, string edit)
    {
        await using var editor = cluster.ClientOf("kubectl-edit");
        await editor.PatchAsync(reference, JsonNode.Parse(edit)!, PatchType.Json, null, Token);
    }

    private static async Task<IEnumerable<string>> KeysAsync(ReleaseCluster cluster)
    {
        var live = await cluster.Client.GetAsync(Settings("{}")[0].Reference, Token);
        return live!["data"]!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal);
    }
}
