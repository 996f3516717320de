using System.Text.Json.Nodes;
using MeshHost.Emulator.Controllers;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Tests.Emulator.Clusters;

/// <summary>Deployments, jobs and the like become pods that run.</summary>
public sealed class WorkloadTests
{
    [Fact]
    public async Task Deployment_becomes_available_WhenItsPodsStart()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync(Manifests.Deployment("web", "nginx:1.27", replicas: 3));

        var deployments = await cluster.UntilReadyAsync("deployments", "default", "web");
        Assert.True(Conditions.IsTrue(Assert.Single(deployments), "Available"));
        Assert.Equal(3, cluster.Api.List("", "pods", "default").Select(pod => pod.At("status.podIP").AsText()).Distinct().Count());
    }

    [Fact]
    public async Task Deployment_rolls_over_to_a_new_replica_set_WhenItsTemplateChanges()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(Manifests.Deployment("web", "nginx:1.27", replicas: 2));
        await cluster.UntilReadyAsync("deployments", "default", "web");

        await cluster.Api.UpdateAsync("apps", "deployments", "default", "web", deployment =>
        {
            deployment.At("spec.template.spec.containers")![0]!["image"] = "nginx:1.28";
            return true;
        }, status: false, TestContext.Current.CancellationToken);

        await cluster.UntilAsync("", "pods", pods => pods.Count == 2 && pods.All(pod => PodState.IsReady(pod)
            && (string?)pod.At("spec.containers")![0]!["image"] == "nginx:1.28"), "two pods of the new image");
        var sets = cluster.Api.List("apps", "replicasets", "default");
        Assert.Equal(["1", "2"], sets.Select(set => PodState.Annotation(set, "deployment.kubernetes.io/revision")).Order());
    }

    [Fact]
    public async Task Pod_is_unschedulable_WhenItAsksForMoreThanAnyNodeHas()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync(Manifests.Deployment("big", "nginx", cpu: "64"));

        var pods = await cluster.UntilAsync("", "pods", list => list.Any(pod => Conditions.Find(pod.Object("status"), "PodScheduled").Text("reason") == "Unschedulable"), "unschedulable");
        Assert.StartsWith("0/3 nodes are available: 3 Insufficient cpu.", Conditions.Find(pods[0].Object("status"), "PodScheduled").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Container_waits_for_its_image_WhenThereIsNone()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync(Manifests.Deployment("broken", "registry.invalid/app:1"));

        await cluster.UntilAsync("", "pods", list => list.Any(pod => Waiting(pod) == "ImagePullBackOff"), "ImagePullBackOff");
    }

    [Fact]
    public async Task Container_waits_for_its_configuration_WhenTheSecretIsMissing()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: needy, namespace: default}
            spec:
              containers:
              - name: app
                image: nginx
                env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: credentials, key: password}}}]
            """);
        await cluster.UntilAsync("", "pods", list => list.Any(pod => Waiting(pod) == "CreateContainerConfigError"), "CreateContainerConfigError");

        await cluster.CreateAsync("""
            apiVersion: v1
            kind: Secret
            metadata: {name: credentials, namespace: default}
            stringData: {password: secret}
            """);

        await cluster.UntilAsync("", "pods", list => list.Any(PodState.IsReady), "the pod is ready");
    }

    [Fact]
    public async Task Container_backs_off_WhenItsProgramFails()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync(Manifests.Deployment("crash", "busybox", command: """["sh", "-c", "exit 3"]"""));

        var pods = await cluster.UntilAsync("", "pods", list => list.Any(pod => Waiting(pod) == "CrashLoopBackOff"), "CrashLoopBackOff");
        Assert.Equal(3, (pods[0].At("status.containerStatuses") as JsonArray)!.Objects().First().At("lastState.terminated.exitCode").AsInteger());
    }

    [Fact]
    public async Task Job_completes_or_fails_WithItsProgram()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync(Manifests.Job("good", "true") + "\n---\n" + Manifests.Job("bad", "false"));

        var jobs = await cluster.UntilAsync("batch", "jobs", list => list.Count == 2 && list.All(job => job.At("status.conditions") is not null), "both jobs end");
        Assert.True(Conditions.IsTrue(jobs.Single(job => job.Name() == "good"), "Complete"));
        Assert.Equal("BackoffLimitExceeded", Conditions.Find(jobs.Single(job => job.Name() == "bad").Object("status"), "Failed").Text("reason"));
    }

    [Fact]
    public async Task DaemonSet_runs_on_every_node_WhenNothingForbidsIt()
    {
        await using var cluster = await TestCluster.StartAsync();

        await cluster.CreateAsync("""
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent, namespace: default}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec: {containers: [{name: agent, image: agent}]}
            """);

        await cluster.UntilAsync("apps", "daemonsets", list => list.Any(set => set.At("status.numberReady").AsInteger() == 3), "three agents");
        Assert.Equal(3, cluster.Api.List("", "pods").Select(pod => pod.At("spec.nodeName").AsText()).Distinct().Count());
    }

    [Fact]
    public async Task Deleting_a_deployment_takes_its_replica_sets_and_pods_along()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(Manifests.Deployment("web", "nginx", replicas: 2));
        await cluster.UntilReadyAsync("deployments", "default", "web");

        await cluster.Api.DeleteAsync("apps", "deployments", "default", "web", TestContext.Current.CancellationToken);

        await cluster.UntilAsync("", "pods", list => list.Count == 0, "no pods");
        await cluster.UntilAsync("apps", "replicasets", list => list.Count == 0, "no replica sets");
    }

    [Fact]
    public async Task Namespace_goes_WithEverythingInIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");
        await cluster.UntilAsync("", "serviceaccounts", list => list.Any(account => account.Namespace() == "shop"), "the default service account");
        await cluster.CreateAsync(Manifests.Deployment("web", "nginx", ns: "shop"));
        await cluster.UntilReadyAsync("deployments", "shop", "web");

        await cluster.Api.DeleteAsync("", "namespaces", null, "shop", TestContext.Current.CancellationToken);

        await cluster.UntilAsync("", "namespaces", list => list.All(ns => ns.Name() != "shop"), "the namespace is gone");
        Assert.DoesNotContain(cluster.Api.List("", "pods"), pod => pod.Namespace() == "shop");
    }

    [Fact]
    public async Task Load_balancer_gets_an_address_and_goes_before_its_service()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("""
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: default}
            spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
            """);
        await cluster.UntilAsync("", "services", list => list.Any(service => service.At("status.loadBalancer.ingress") is not null), "an address");
        Assert.Single(cluster.Cloud.LoadBalancers);

        await cluster.Api.DeleteAsync("", "services", "default", "web", TestContext.Current.CancellationToken);

        await cluster.UntilAsync("", "services", list => list.All(service => service.Name() != "web"), "the service is gone");
        Assert.Empty(cluster.Cloud.LoadBalancers);
    }

    private static string? Waiting(JsonObject pod) =>
        (pod.At("status.containerStatuses") as JsonArray).Objects().FirstOrDefault().At("state.waiting.reason").AsText();
}
