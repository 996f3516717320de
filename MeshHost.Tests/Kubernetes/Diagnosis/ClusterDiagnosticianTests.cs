using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Diagnosis;

namespace MeshHost.Tests.Kubernetes.Diagnosis;

/// <summary>One test a cause: a cluster in which it holds, and what a person is told.</summary>
public sealed class ClusterDiagnosticianTests
{
    private static readonly ObjectReference s_web = new(new("apps", "v1", "Deployment"), "web", "apps");

    [Theory]
    [InlineData("{waiting: {reason: ImagePullBackOff, message: 'manifest unknown'}}", FindingCause.ImagePull, "cannot pull its image 'registry/app:1': manifest unknown Correct the image's name or tag.")]
    [InlineData("{waiting: {reason: ErrImagePull, message: '403 denied'}}", FindingCause.ImagePull, "roles/artifactregistry.reader")]
    [InlineData("{waiting: {reason: ErrImagePull, message: 'dial tcp: i/o timeout'}}", FindingCause.ImagePull, "Cloud NAT")]
    [InlineData("{waiting: {reason: InvalidImageName}}", FindingCause.InvalidImageName, "has an invalid image name: 'registry/app:1'")]
    [InlineData("{waiting: {reason: CreateContainerConfigError, message: 'secret \"db\" not found'}}", FindingCause.MissingSecret, "the Secret 'db' does not exist")]
    [InlineData("{waiting: {reason: CreateContainerConfigError, message: 'configmap \"settings\" not found'}}", FindingCause.MissingConfigMap, "the ConfigMap 'settings' does not exist")]
    [InlineData("{waiting: {reason: CreateContainerConfigError, message: 'couldn''t find key PASSWORD in Secret apps/db'}}", FindingCause.MissingKey, "the Secret 'db' has no key 'PASSWORD'")]
    [InlineData("{waiting: {reason: CreateContainerError, message: 'exec: \"serve\": not found'}}", FindingCause.ContainerCannotStart, "cannot be started: exec")]
    [InlineData("{terminated: {reason: Error, exitCode: 127}}", FindingCause.ContainerFailed, "exit code 127 (the command was not found)")]
    [InlineData("{terminated: {reason: OOMKilled, exitCode: 137}}", FindingCause.OutOfMemory, "more memory than its limit")]
    public async Task Container_states_are_explained(string state, FindingCause cause, string message)
    {
        Finding finding = await OnlyFindingAsync(Pod($"phase: Pending\n  containerStatuses: [{{name: app, image: 'registry/app:1', state: {state}}}]"));

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(message, finding.ToString(), StringComparison.Ordinal);
        Assert.Contains("Pod apps/web-1", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Crash_loop_names_exit_code_restarts_and_the_last_lines_of_the_log()
    {
        FakeCluster cluster = Cluster(Pod("phase: Running\n  containerStatuses: [{name: app, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1}}}]"));
        cluster.Intercept = request => request.RequestUri!.AbsolutePath.EndsWith("/web-1/log", StringComparison.Ordinal) && request.RequestUri.Query.Contains("previous=true", StringComparison.Ordinal)
            ? new HttpResponseMessage { Content = new StringContent("starting\nno database\n") }
            : null;

        Finding finding = Assert.Single((await DiagnoseAsync(cluster, s_web)).Findings);

        Assert.Equal(FindingCause.CrashLoop, finding.Cause);
        Assert.Equal("Pod apps/web-1: the container 'app' ends again and again (4 restarts), last with exit code 1. Its last lines: starting | no database", finding.Message);
    }

    [Fact]
    public async Task Running_init_container_is_named()
    {
        Finding finding = await OnlyFindingAsync(Pod("phase: Pending\n  initContainerStatuses: [{name: migrate, state: {running: {}}}]"));

        Assert.Equal(FindingCause.InitContainer, finding.Cause);
        Assert.Contains("'migrate' is still running", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unschedulable_pod_is_told_how_much_is_missing()
    {
        string pod = Pod("phase: Pending\n  conditions: [{type: PodScheduled, status: 'False', message: '0/2 nodes are available: 2 Insufficient cpu.'}]", "{containers: [{name: app, resources: {requests: {cpu: 1500m}}}]}");

        Finding finding = await OnlyFindingAsync(pod + """

            ---
            {apiVersion: v1, kind: Node, metadata: {name: n1}, status: {allocatable: {cpu: "2"}}}
            ---
            {apiVersion: v1, kind: Node, metadata: {name: n2}, status: {allocatable: {cpu: 1930m}}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: other, namespace: kube-system}, spec: {nodeName: n1, containers: [{name: a, resources: {requests: {cpu: "1"}}}]}, status: {phase: Running}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: done, namespace: kube-system}, spec: {nodeName: n2, containers: [{name: a, resources: {requests: {cpu: 900m}}}]}, status: {phase: Running}}
            """);

        Assert.Equal(FindingCause.InsufficientResources, finding.Cause);
        Assert.Equal("Pod apps/web-1 has no node: not enough cpu. It asks for 1.5; the node with most room, n2, has 1.03: 0.47 missing.", finding.Message);
    }

    [Theory]
    [InlineData("0/3 nodes are available: 3 node(s) had taint {dedicated: gpu}, that the pod didn't tolerate.", FindingCause.Taint, "taint dedicated: gpu")]
    [InlineData("0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.", FindingCause.NodeAffinity, "node selector or affinity")]
    [InlineData("no nodes available to schedule pods", FindingCause.NoNodes, "the cluster has none")]
    [InlineData("0/3 nodes are available: 3 node(s) had untolerated taint {dedicated: gpu}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.", FindingCause.Taint, "taint dedicated: gpu")]
    [InlineData("0/3 nodes are available: persistentvolumeclaim 'data' not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.", FindingCause.UnboundVolumeClaim, "is not bound")]
    [InlineData("0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports.", FindingCause.Other, "didn't have free ports")]
    [InlineData("0/3 nodes are available: 3 Too many pods.", FindingCause.InsufficientResources, "as many pods as it may")]
    [InlineData("0/3 nodes are available: 3 pod has unbound immediate PersistentVolumeClaims.", FindingCause.UnboundVolumeClaim, "is not bound")]
    public async Task Scheduling_failures_are_told_apart(string message, FindingCause cause, string expected)
    {
        Finding finding = await OnlyFindingAsync(Pod($"phase: Pending\n  conditions: [{{type: PodScheduled, status: 'False', message: \"{message}\"}}]"));

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(expected, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503", FindingCause.ReadinessProbe)]
    [InlineData("Unhealthy", "Liveness probe failed: connection refused", FindingCause.LivenessProbe)]
    [InlineData("Unhealthy", "Startup probe failed: connection refused", FindingCause.StartupProbe)]
    public async Task Failing_probes_are_named(string reason, string message, FindingCause cause)
    {
        Finding finding = await OnlyFindingAsync(Pod("phase: Running") + Event("Pod", "web-1", reason, message));

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(message, finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"tls\" : secret \"tls\" not found", FindingCause.MissingSecret)]
    [InlineData("FailedMount", "MountVolume.SetUp failed for volume \"settings\" : references non-existent config key: a.conf", FindingCause.MissingKey)]
    [InlineData("FailedCreatePodSandBox", "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox", FindingCause.Other)]
    [InlineData("FailedAttachVolume", "Multi-Attach error for volume \"data\"", FindingCause.VolumeMount)]
    [InlineData("Evicted", "The node was low on resource: memory.", FindingCause.Evicted)]
    public async Task Events_of_a_pod_that_has_not_started_are_explained(string reason, string message, FindingCause cause)
    {
        Finding finding = await OnlyFindingAsync(Pod("phase: Pending") + Event("Pod", "web-1", reason, message));

        Assert.Equal(cause, finding.Cause);
    }

    [Theory]
    [InlineData("pods \"web-1\" is forbidden: exceeded quota: compute, requested: cpu=1, used: cpu=4, limited: cpu=4", FindingCause.Quota, "the quota 'compute' is used up: requested: cpu=1, used: cpu=4, limited: cpu=4")]
    [InlineData("pods \"web-1\" is forbidden: failed quota: compute: must specify limits.cpu for: app", FindingCause.Quota, "the quota 'compute' lets in only what says how much it needs: must specify limits.cpu for: app")]
    [InlineData("pods \"web-1\" is forbidden: error looking up service account apps/robot: serviceaccount \"robot\" not found", FindingCause.MissingServiceAccount, "the ServiceAccount 'robot' does not exist")]
    [InlineData("pods \"web-1\" is forbidden: violates PodSecurity \"restricted:latest\": privileged", FindingCause.PodSecurity, "violates PodSecurity \"restricted:latest\"")]
    [InlineData("admission webhook \"policy.example.com\" denied the request: no latest tag", FindingCause.WebhookDenied, "'policy.example.com' refused the request: no latest tag")]
    [InlineData("Internal error occurred: failed calling webhook \"w.io\": Post \"https://svc.ns.svc:443/x?timeout=10s\": x509: certificate signed by unknown authority", FindingCause.WebhookCertificate, "does not trust")]
    [InlineData("Internal error occurred: failed calling webhook \"w.io\": Post \"https://svc.ns.svc:443/x?timeout=10s\": no endpoints available for service \"svc\"", FindingCause.WebhookUnavailable, "Wait until a pod behind the service ns/svc is ready")]
    [InlineData("Internal error occurred: failed calling webhook \"w.io\": Post \"https://svc.ns.svc:443/x?timeout=10s\": dial tcp 10.20.0.5:8443: connect: connection refused", FindingCause.WebhookUnavailable, "connection refused")]
    public async Task Pods_that_could_not_be_created_are_explained_by_their_ReplicaSet(string message, FindingCause cause, string expected)
    {
        Finding finding = await OnlyFindingAsync(ReplicaSet() + Event("ReplicaSet", "web-abc", "FailedCreate", message));

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(expected, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_time_out_names_the_firewall_port_of_the_pod_behind_the_service()
    {
        Finding finding = await OnlyFindingAsync(
            ReplicaSet()
            + Event("ReplicaSet", "web-abc", "FailedCreate", "Internal error occurred: failed calling webhook \"namespace.sidecar-injector.istio.io\": failed to call webhook: Post \"https://istiod.istio-system.svc:443/inject?timeout=10s\": context deadline exceeded")
            + """

            ---
            {apiVersion: v1, kind: Service, metadata: {name: istiod, namespace: istio-system}, spec: {selector: {app: istiod}, ports: [{port: 443, targetPort: 15017}]}}
            """);

        Assert.Equal(FindingCause.WebhookTimeout, finding.Cause);
        Assert.Contains("the control plane cannot reach the service istio-system/istiod on TCP 15017", finding.Message, StringComparison.Ordinal);
        Assert.Contains("firewall rule that allows TCP 15017", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_time_out_that_names_the_port_itself_needs_no_look_up()
    {
        Finding finding = await OnlyFindingAsync(
            ReplicaSet() + Event("ReplicaSet", "web-abc", "FailedCreate", "failed calling webhook \"webhook.cert-manager.io\": Post \"https://cert-manager-webhook.cert-manager.svc:443/mutate?timeout=10s\": dial tcp 10.20.1.4:10250: i/o timeout"));

        Assert.Contains("TCP 10250", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Webhook_time_out_resolves_a_named_target_port()
    {
        Finding finding = await OnlyFindingAsync(
            ReplicaSet()
            + Event("ReplicaSet", "web-abc", "FailedCreate", "failed calling webhook \"w.io\": Post \"https://hook.sys.svc:443/x?timeout=10s\": context deadline exceeded")
            + """

            ---
            {apiVersion: v1, kind: Service, metadata: {name: hook, namespace: sys}, spec: {selector: {app: hook}, ports: [{port: 443, targetPort: https}]}}
            ---
            {apiVersion: v1, kind: Pod, metadata: {name: hook-1, namespace: sys, labels: {app: hook}}, spec: {containers: [{name: a, ports: [{name: https, containerPort: 8443}]}]}}
            """);

        Assert.Contains("TCP 8443", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rollout_past_its_deadline_is_named()
    {
        FakeCluster cluster = new FakeCluster().With("""
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: apps}, status: {conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded, message: ReplicaSet has timed out}]}}
            """);

        Assert.Equal(FindingCause.RolloutDeadline, Assert.Single((await DiagnoseAsync(cluster, s_web)).Findings).Cause);
    }

    [Fact]
    public async Task Failed_job_is_named()
    {
        FakeCluster cluster = new FakeCluster().With("""
            {apiVersion: batch/v1, kind: Job, metadata: {name: j, namespace: apps}, status: {conditions: [{type: Failed, status: "True", reason: BackoffLimitExceeded, message: Job has reached the limit}]}}
            """);

        Finding finding = Assert.Single((await DiagnoseAsync(cluster, new(new("batch", "v1", "Job"), "j", "apps"))).Findings);

        Assert.Equal(FindingCause.JobFailed, finding.Cause);
    }

    [Fact]
    public async Task Load_balancer_without_an_address_and_a_selector_without_pods_are_both_told()
    {
        FakeCluster cluster = new FakeCluster().With("""
            {apiVersion: v1, kind: Service, metadata: {name: gateway, namespace: apps}, spec: {type: LoadBalancer, selector: {app: gateway}}}
            """);

        MeshHost.Kubernetes.Diagnosis.Diagnosis diagnosis = await DiagnoseAsync(cluster, new(new("", "v1", "Service"), "gateway", "apps"));

        Assert.Equal([FindingCause.LoadBalancerPending, FindingCause.NoEndpoints], diagnosis.Findings.Select(finding => finding.Cause));
    }

    [Fact]
    public async Task Load_balancer_that_could_not_be_created_is_explained_by_its_event()
    {
        FakeCluster cluster = new FakeCluster().With("{apiVersion: v1, kind: Service, metadata: {name: gateway, namespace: apps}, spec: {type: LoadBalancer}}"
            + Event("Service", "gateway", "SyncLoadBalancerFailed", "Quota 'IN_USE_ADDRESSES' exceeded"));

        Finding finding = Assert.Single((await DiagnoseAsync(cluster, new(new("", "v1", "Service"), "gateway", "apps"))).Findings);

        Assert.Contains("IN_USE_ADDRESSES", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{storageClassName: fast}", FindingCause.MissingStorageClass, "'fast' does not exist. Name one of: standard.")]
    [InlineData("{storageClassName: standard}", FindingCause.UnboundVolumeClaim, "is not bound to a volume yet")]
    [InlineData("{}", FindingCause.MissingStorageClass, "the cluster has no default one")]
    public async Task Claims_without_a_volume_are_explained(string spec, FindingCause cause, string message)
    {
        FakeCluster cluster = new FakeCluster().With($$"""
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: apps}, spec: {{spec}}, status: {phase: Pending} }
            ---
            {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: standard} }
            """);

        Finding finding = Assert.Single((await DiagnoseAsync(cluster, new(new("", "v1", "PersistentVolumeClaim"), "data", "apps"))).Findings);

        Assert.Equal(cause, finding.Cause);
        Assert.Contains(message, finding.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_provisioning_of_a_volume_is_quoted()
    {
        FakeCluster cluster = new FakeCluster().With("""
            {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: apps}, spec: {storageClassName: standard}, status: {phase: Pending} }
            ---
            {apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: standard} }
            """ + Event("PersistentVolumeClaim", "data", "ProvisioningFailed", "QUOTA_EXCEEDED: Quota SSD_TOTAL_GB exceeded"));

        Finding finding = Assert.Single(
            (await DiagnoseAsync(cluster, new(new("", "v1", "PersistentVolumeClaim"), "data", "apps"))).Findings, item => item.Cause == FindingCause.ProvisioningFailed);

        Assert.Contains("Quota SSD_TOTAL_GB exceeded", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finalizer_that_holds_an_object_is_named()
    {
        FakeCluster cluster = new FakeCluster().With(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: held, namespace: apps, deletionTimestamp: '2030-01-01T00:00:00Z', finalizers: [example.com/cleanup]}}");

        Finding finding = (await DiagnoseAsync(cluster, new(new("", "v1", "ConfigMap"), "held", "apps"))).Findings[0];

        Assert.Equal(FindingCause.Finalizer, finding.Cause);
        Assert.Contains("example.com/cleanup", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stuck_namespace_names_the_objects_that_remain_and_their_finalizers()
    {
        FakeCluster cluster = new FakeCluster().With("""
            {apiVersion: v1, kind: Namespace, metadata: {name: apps, deletionTimestamp: "2030-01-01T00:00:00Z"}, status: {phase: Terminating}}
            ---
            {apiVersion: v1, kind: Service, metadata: {name: gateway, namespace: apps, uid: "1", finalizers: [service.kubernetes.io/load-balancer-cleanup]}}
            """);
        cluster.Intercept = request => request.RequestUri!.AbsolutePath switch
        {
            "/api" => FakeCluster.Json("""{"kind":"APIVersions","versions":["v1"]}"""),
            "/apis" => FakeCluster.Json("""{"kind":"APIGroupList","groups":[]}"""),
            _ => null,
        };

        Finding finding = Assert.Single((await DiagnoseAsync(cluster, new(new("", "v1", "Namespace"), "apps", null))).Findings);

        Assert.Equal(FindingCause.NamespaceStuck, finding.Cause);
        Assert.Equal("Namespace apps cannot end: Service apps/gateway is held by service.kubernetes.io/load-balancer-cleanup.", finding.Message);
    }

    [Fact]
    public async Task Node_that_is_not_ready_is_explained()
    {
        FakeCluster cluster = new FakeCluster().With(
            "{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown, message: Kubelet stopped posting}]}}");

        Assert.Equal(FindingCause.NodeNotReady, (await DiagnoseAsync(cluster, new(new("", "v1", "Node"), "n1", null))).Findings[0].Cause);
    }

    [Fact]
    public async Task Conditions_of_custom_resources_are_quoted()
    {
        FakeCluster cluster = new FakeCluster().With(
            "{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: web, namespace: apps}, status: {conditions: [{type: Ready, status: 'False', reason: DoesNotExist, message: Issuing certificate as Secret does not exist}]}}");

        Finding finding = Assert.Single((await DiagnoseAsync(cluster, new(new("cert-manager.io", "v1", "Certificate"), "web", "apps"))).Findings);

        Assert.Equal(FindingCause.Condition, finding.Cause);
        Assert.Contains("Issuing certificate", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_objects_and_missing_definitions_are_told_apart()
    {
        FakeCluster cluster = new();

        Assert.Equal(FindingCause.NotFound, (await DiagnoseAsync(cluster, s_web)).Findings[0].Cause);
        Assert.Equal(FindingCause.MissingDefinition, (await DiagnoseAsync(cluster, new(new("nowhere.io", "v1", "Thing"), "a", null))).Findings[0].Cause);
    }

    private static string Pod(string status, string spec = "{}") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: web-1, namespace: apps, labels: {{app: web}}}}\nspec: {spec}\nstatus:\n  {status}";

    private static string ReplicaSet() =>
        "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web-abc, namespace: apps, labels: {app: web}, ownerReferences: [{uid: deployment}]}}";

    private static string Event(string kind, string name, string reason, string message) => $$"""

        ---
        apiVersion: v1
        kind: Event
        metadata: {name: "{{name}}.1", namespace: apps}
        involvedObject: {kind: {{kind}}, name: {{name}}, namespace: apps}
        type: Warning
        reason: {{reason}}
        message: {{System.Text.Json.JsonSerializer.Serialize(message)}}
        """;

    private static FakeCluster Cluster(string yaml) => new FakeCluster().With($$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: apps, uid: deployment}
        spec:
          selector:
            matchLabels: {app: web}
        ---
        {{yaml}}
        """);

    private static async Task<Finding> OnlyFindingAsync(string yaml) => Assert.Single((await DiagnoseAsync(Cluster(yaml), s_web)).Findings);

    private static async Task<MeshHost.Kubernetes.Diagnosis.Diagnosis> DiagnoseAsync(FakeCluster cluster, ObjectReference reference)
    {
        await using KubernetesClient client = cluster.CreateClient(retries: 0);
        return await new ClusterDiagnostician(client).DiagnoseAsync(reference, TestContext.Current.CancellationToken);
    }
}
