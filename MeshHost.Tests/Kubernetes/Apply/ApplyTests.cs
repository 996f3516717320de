using System.Text.Json.Nodes;
using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Apply;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Tests.Kubernetes.Apply;

/// <summary>Sets of objects on a cluster; the subclasses say on which.</summary>
public abstract partial class ApplyTests
{
    private readonly string _ns = $"apply-{Guid.NewGuid().ToString("N")[..8]}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Apply_is_told_apart_as_created_unchanged_and_configured()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);

        ApplyResult first = await applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token);
        ApplyResult second = await applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token);
        ApplyResult third = await applier.ApplyAsync(Set("other"), new ApplySetOptions(), null, Token);

        Assert.Equal(4, first.Count(ApplyOutcome.Created));
        Assert.Equal(4, second.Count(ApplyOutcome.Unchanged));
        Assert.Equal([new AppliedObject(Settings, ApplyOutcome.Configured)], third.Objects.Where(item => item.Outcome != ApplyOutcome.Unchanged));
    }

    [Fact]
    public async Task Drift_of_an_applied_field_is_found_and_undone_with_force()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        await applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token);
        await using KubernetesClient other = new(new Editor(await GetKubeconfigAsync(Token)).Options);
        await other.PatchAsync(Settings, JsonNode.Parse("""{"data":{"k":"drifted"}}""")!, PatchType.Merge, null, Token);

        KubernetesApiException conflict = await Assert.ThrowsAsync<KubernetesApiException>(() => applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token));
        ApplyResult forced = await applier.ApplyAsync(Set(), new ApplySetOptions { Force = true }, null, Token);

        Assert.Contains("conflict with \"editor\"", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(1, forced.Count(ApplyOutcome.Configured));
        Assert.Equal("v", (await client.GetAsync(Settings, Token))!["data.k"]!.GetValue<string>());
    }

    [Fact]
    public async Task Drift_is_taken_back_from_the_sets_own_objects_only()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        ApplySetOptions options = new() { PruneSetId = _ns, TakeBack = true };
        await applier.ApplyAsync(Set(), options, null, Token);
        await using KubernetesClient other = new(new Editor(await GetKubeconfigAsync(Token)).Options);
        await other.PatchAsync(Settings, JsonNode.Parse("""{"data":{"k":"drifted"}}""")!, PatchType.Merge, null, Token);

        ObjectDiff diff = Assert.Single(await applier.DiffAsync(Set(), options, Token), item => item.Outcome != ApplyOutcome.Unchanged);
        ApplyResult repaired = await applier.ApplyAsync(Set(), options, null, Token);

        Assert.Equal(new FieldDifference("data.k", "\"drifted\"", "\"v\""), Assert.Single(diff.Fields));
        Assert.Equal(1, repaired.Count(ApplyOutcome.Configured));
        Assert.Equal("v", (await client.GetAsync(Settings, Token))!["data.k"]!.GetValue<string>());

        await other.PatchAsync(Settings, JsonNode.Parse("""{"data":{"k":"theirs"},"metadata":{"labels":{"meshhost.dev/apply-set":null}}}""")!, PatchType.Merge, null, Token);
        KubernetesApiException conflict = await Assert.ThrowsAsync<KubernetesApiException>(() => applier.ApplyAsync(Set(), options, null, Token));
        Assert.Contains("conflict with \"editor\"", conflict.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Diff_shows_the_fields_that_would_change_and_changes_nothing()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        await applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token);

        IReadOnlyList<ObjectDiff> diffs = await applier.DiffAsync(Set("other"), new ApplySetOptions(), Token);

        ObjectDiff changed = Assert.Single(diffs, diff => diff.Outcome != ApplyOutcome.Unchanged);
        Assert.Equal(new FieldDifference("data.k", "\"v\"", "\"other\""), Assert.Single(changed.Fields));
        Assert.Equal("v", (await client.GetAsync(Settings, Token))!["data.k"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_left_the_set_is_pruned_and_what_others_made_is_kept()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        ApplySetOptions options = new() { PruneSetId = _ns };
        await applier.ApplyAsync(Set(), options, null, Token);

        ApplyResult result = await applier.ApplyAsync([.. Set().Where(obj => obj.Kind != "ConfigMap")], options, null, Token);

        Assert.Equal([Settings], result.Objects.Where(item => item.Outcome == ApplyOutcome.Pruned).Select(item => item.Object));
        Assert.Null(await client.GetAsync(Settings, Token));
    }

    [Fact]
    public async Task Deletion_that_a_finalizer_holds_names_it()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        await applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token);
        await client.PatchAsync(Settings, JsonNode.Parse("""{"metadata":{"finalizers":["example.com/hold"]}}""")!, PatchType.Merge, null, Token);

        DeleteTimeoutException exception = await Assert.ThrowsAsync<DeleteTimeoutException>(
            () => applier.DeleteAsync([Settings], new DeleteSetOptions { Timeout = TimeSpan.FromSeconds(2) }, null, Token));
        await client.PatchAsync(Settings, JsonNode.Parse("""{"metadata":{"finalizers":null}}""")!, PatchType.Merge, null, Token);

        Assert.Contains("example.com/hold", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waves_come_in_order_whatever_the_order_of_the_set()
    {
        await using KubernetesClient client = await CreateClientAsync();
        Recorder progress = new();

        await new ObjectSetApplier(client).ApplyAsync(Set(), new ApplySetOptions(), progress, Token);

        Assert.Equal(["Namespace", "ConfigMap", "Service", "Deployment"], progress.Reports.Where(report => report.State == "Created").Select(report => report.Object.Kind.Kind));
    }

    [Fact]
    public async Task Set_whose_namespace_does_not_exist_yet_is_planned_as_all_new_and_nothing_is_stored()
    {
        await using KubernetesClient client = await CreateClientAsync();

        IReadOnlyList<ObjectDiff> diffs = await new ObjectSetApplier(client).DiffAsync(Set(), new ApplySetOptions(), Token);

        Assert.All(diffs, diff => Assert.Equal(ApplyOutcome.Created, diff.Outcome));
        Assert.Equal(4, diffs.Count);
        Assert.Null(await client.GetAsync(new(new("", "v1", "Namespace"), _ns, null), Token));
    }

    [Fact]
    public async Task Field_that_the_kind_does_not_have_is_refused_with_its_name()
    {
        await using KubernetesClient client = await CreateClientAsync();
        await new ObjectSetApplier(client).ApplyAsync(Set(), new ApplySetOptions(), null, Token);
        KubernetesObject wrong = KubernetesObject.ParseYaml($$"""{apiVersion: v1, kind: ConfigMap, metadata: {name: wrong, namespace: {{_ns}} }, dta: {k: v} }""")[0];

        KubernetesApiException exception = await Assert.ThrowsAsync<KubernetesApiException>(
            () => new ObjectSetApplier(client).ApplyAsync([wrong], new ApplySetOptions(), null, Token));

        Assert.Contains(".dta", exception.Message, StringComparison.Ordinal);
        Assert.Null(await client.GetAsync(wrong.Reference, Token));
    }

    [Fact]
    public async Task Foreground_deletion_waits_for_what_the_object_owns()
    {
        await using KubernetesClient client = await CreateClientAsync();
        ObjectSetApplier applier = new(client);
        await applier.ApplyAsync(Set(), new ApplySetOptions(), null, Token);
        ListOptions ofWeb = new() { LabelSelector = "app=web" };
        await foreach (WatchEvent seen in client.WatchAsync(new("apps", "v1", "ReplicaSet"), _ns, new WatchOptions { LabelSelector = "app=web" }, Token))
        {
            if (seen.Object is not null)
            {
                break;
            }
        }

        await applier.DeleteAsync([new(new("apps", "v1", "Deployment"), "web", _ns)], new DeleteSetOptions { Propagation = DeletePropagation.Foreground }, null, Token);

        Assert.Empty(await client.ListAsync(new("apps", "v1", "ReplicaSet"), _ns, ofWeb, Token));
    }

    [Fact]
    public async Task Definition_and_its_object_are_applied_in_one_set()
    {
        await using KubernetesClient client = await CreateClientAsync();
        string group = $"{_ns}.example.com";
        IReadOnlyList<KubernetesObject> objects = KubernetesObject.ParseYaml($$"""
            apiVersion: {{group}}/v1
            kind: Thing
            metadata: {name: a}
            spec: {size: 1}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: things.{{group}} }
            spec:
              group: {{group}}
              scope: Cluster
              names: {plural: things, kind: Thing}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
            """);

        ApplyResult result = await new ObjectSetApplier(client).ApplyAsync(objects, new ApplySetOptions(), null, Token);
        await new ObjectSetApplier(client).DeleteAsync([.. objects.Select(obj => obj.Reference)], new DeleteSetOptions(), null, Token);

        Assert.Equal(2, result.Count(ApplyOutcome.Created));
    }

    [Fact]
    public async Task Waiting_ends_with_a_diagnosis_WhenNothingSchedulesThePod()
    {
        await using KubernetesClient client = await CreateClientAsync();
        await new ObjectSetApplier(client).ApplyAsync(Set(replicas: 1), new ApplySetOptions(), null, Token);
        ObjectReference web = new(new("apps", "v1", "Deployment"), "web", _ns);

        NotReadyException exception = await Assert.ThrowsAsync<NotReadyException>(
            () => new ReadinessWaiter(client).WaitAsync([web], new ReadinessWaitOptions { Timeout = TimeSpan.FromSeconds(4) }, null, Token));

        Assert.Contains($"Deployment {_ns}/web", exception.Message, StringComparison.Ordinal);
        Assert.Contains("has no node", exception.Message, StringComparison.Ordinal);
    }

    protected abstract Task<Kubeconfig> GetKubeconfigAsync(CancellationToken cancellationToken);

    private async Task<KubernetesClient> CreateClientAsync() => KubernetesClient.FromKubeconfig(await GetKubeconfigAsync(Token));

    private ObjectReference Settings => new(new("", "v1", "ConfigMap"), "settings", _ns);

    private IReadOnlyList<KubernetesObject> Set(string value = "v", int replicas = 0) => KubernetesObject.ParseYaml($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: {{_ns}} }
        spec:
          replicas: {{replicas}}
          selector:
            matchLabels: {app: web}
          template:
            metadata:
              labels: {app: web}
            spec:
              nodeSelector: {example.com/node: none}
              containers:
              - name: app
                image: registry.example.com/app:1
                args: [--port=8080]
                ports:
                - {name: http, containerPort: 8080}
                resources:
                  requests: {cpu: 100m}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: {{_ns}} }
        spec:
          selector: {app: web}
          ports:
          - {name: http, port: 80, targetPort: http}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: {{_ns}} }
        data: {k: {{value}} }
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{_ns}} }
        """);

    /// <summary>Keeps the reports in their order; <see cref="Progress{T}"/> would hand them to the thread pool.</summary>
    private sealed class Recorder : IProgress<ObjectProgress>
    {
        private readonly List<ObjectProgress> _reports = [];

        public Action<ObjectProgress>? OnReport { get; set; }

        public IReadOnlyList<ObjectProgress> Reports
        {
            get
            {
                lock (_reports)
                {
                    return [.. _reports];
                }
            }
        }

        public void Report(ObjectProgress value)
        {
            lock (_reports)
            {
                _reports.Add(value);
            }

            OnReport?.Invoke(value);
        }
    }

    /// <summary>Somebody else, with a field manager of their own.</summary>
    private sealed class Editor(Kubeconfig config)
    {
        public KubernetesClientOptions Options
        {
            get
            {
                KubernetesClientOptions own = config.CreateClientOptions();
                return new()
                {
                    Server = own.Server,
                    CertificateAuthority = own.CertificateAuthority,
                    ClientCertificate = own.ClientCertificate,
                    BearerToken = own.BearerToken,
                    FieldManager = "editor",
                };
            }
        }
    }
}
