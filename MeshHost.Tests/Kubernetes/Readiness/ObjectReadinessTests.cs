using MeshHost.Kubernetes;
using MeshHost.Kubernetes.Readiness;

namespace MeshHost.Tests.Kubernetes.Readiness;

public sealed class ObjectReadinessTests
{
    public static TheoryData<string, string, ReadinessState, string> Cases => new()
    {
        // Deployments
        { "apps/v1 Deployment", "metadata: {generation: 1}", ReadinessState.InProgress, "generation 1 is not observed yet" },
        { "apps/v1 Deployment", "metadata: {generation: 2}\nspec: {replicas: 2}\nstatus: {observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2, replicas: 2}", ReadinessState.InProgress, "generation 2 is not observed yet" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {replicas: 2}\nstatus: {observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2, replicas: 2}", ReadinessState.Ready, "2 of 2 replicas available" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {replicas: 2}\nstatus: {observedGeneration: 1, updatedReplicas: 2, availableReplicas: 1, replicas: 2}", ReadinessState.InProgress, "1 of 2 replicas available" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {replicas: 2}\nstatus: {observedGeneration: 1, updatedReplicas: 1, availableReplicas: 2, replicas: 3}", ReadinessState.InProgress, "1 of 2 replicas updated" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {replicas: 2}\nstatus: {observedGeneration: 1, updatedReplicas: 2, availableReplicas: 2, replicas: 3}", ReadinessState.InProgress, "1 old replicas still to end" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {}\nstatus: {observedGeneration: 1, conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: too slow}]}", ReadinessState.Failed, "ProgressDeadlineExceeded: too slow" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {replicas: 1}\nstatus: {observedGeneration: 1, conditions: [{type: ReplicaFailure, status: 'True', message: quota}]}", ReadinessState.InProgress, "0 of 1 replicas updated: quota" },
        { "apps/v1 Deployment", "metadata: {generation: 1}\nspec: {replicas: 0}\nstatus: {observedGeneration: 1}", ReadinessState.Ready, "0 of 0 replicas available" },
        // ReplicaSets
        { "apps/v1 ReplicaSet", "metadata: {generation: 1}\nspec: {replicas: 1}\nstatus: {observedGeneration: 1, availableReplicas: 1}", ReadinessState.Ready, "1 of 1 replicas available" },
        { "apps/v1 ReplicaSet", "metadata: {generation: 1}\nspec: {replicas: 1}\nstatus: {observedGeneration: 1, conditions: [{type: ReplicaFailure, status: 'True', message: refused}]}", ReadinessState.InProgress, "0 of 1 replicas available: refused" },
        // StatefulSets
        { "apps/v1 StatefulSet", "metadata: {generation: 1}\nspec: {replicas: 3}\nstatus: {observedGeneration: 1, readyReplicas: 2, updatedReplicas: 3}", ReadinessState.InProgress, "2 of 3 replicas ready" },
        { "apps/v1 StatefulSet", "metadata: {generation: 1}\nspec: {replicas: 3}\nstatus: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1, updateRevision: b, currentRevision: a}", ReadinessState.InProgress, "1 of 3 replicas updated" },
        { "apps/v1 StatefulSet", "metadata: {generation: 1}\nspec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}\nstatus: {observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1, updateRevision: b, currentRevision: a}", ReadinessState.Ready, "3 of 3 replicas ready" },
        { "apps/v1 StatefulSet", "metadata: {generation: 1}\nspec: {replicas: 3, updateStrategy: {type: OnDelete}}\nstatus: {observedGeneration: 1, readyReplicas: 3, updateRevision: b, currentRevision: a}", ReadinessState.Ready, "3 of 3 replicas ready" },
        // DaemonSets
        { "apps/v1 DaemonSet", "metadata: {generation: 1}\nstatus: {observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2}", ReadinessState.InProgress, "2 of 3 nodes available" },
        { "apps/v1 DaemonSet", "metadata: {generation: 1}\nstatus: {observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 2, numberAvailable: 3}", ReadinessState.InProgress, "2 of 3 nodes updated" },
        { "apps/v1 DaemonSet", "metadata: {generation: 1}\nstatus: {observedGeneration: 1, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3}", ReadinessState.Ready, "3 of 3 nodes available" },
        { "apps/v1 DaemonSet", "metadata: {generation: 1}\nstatus: {observedGeneration: 1}", ReadinessState.InProgress, "not scheduled yet" },
        // Jobs
        { "batch/v1 Job", "status: {active: 1}", ReadinessState.InProgress, "1 active, 0 succeeded, 0 failed" },
        { "batch/v1 Job", "status: {conditions: [{type: Complete, status: 'True'}]}", ReadinessState.Ready, "complete" },
        { "batch/v1 Job", "status: {conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: m}]}", ReadinessState.Failed, "BackoffLimitExceeded: m" },
        { "batch/v1 Job", "spec: {suspend: true}", ReadinessState.Ready, "suspended" },
        { "batch/v1 CronJob", "spec: {schedule: '* * * * *'}", ReadinessState.Ready, "exists" },
        // Pods
        { "v1 Pod", "status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}", ReadinessState.Ready, "running" },
        { "v1 Pod", "status: {phase: Running, conditions: [{type: Ready, status: 'False', message: unready}]}", ReadinessState.InProgress, "unready" },
        { "v1 Pod", "status: {phase: Pending, containerStatuses: [{name: c, state: {waiting: {reason: ImagePullBackOff, message: back-off}}}]}", ReadinessState.InProgress, "container c: ImagePullBackOff: back-off" },
        { "v1 Pod", "status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', message: 0/3 nodes}]}", ReadinessState.InProgress, "0/3 nodes" },
        { "v1 Pod", "status: {phase: Succeeded}", ReadinessState.Ready, "succeeded" },
        { "v1 Pod", "status: {phase: Failed, reason: Evicted, message: low memory}", ReadinessState.Failed, "low memory" },
        { "v1 Pod", "metadata: {deletionTimestamp: '2030-01-01T00:00:00Z'}\nstatus: {phase: Running}", ReadinessState.InProgress, "being deleted" },
        // Services
        { "v1 Service", "spec: {type: LoadBalancer, clusterIP: 10.0.0.1}", ReadinessState.InProgress, "the load balancer has no address yet" },
        { "v1 Service", "spec: {type: LoadBalancer}\nstatus: {loadBalancer: {ingress: [{ip: 203.0.113.9}]}}", ReadinessState.Ready, "203.0.113.9" },
        { "v1 Service", "spec: {type: LoadBalancer}\nstatus: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}", ReadinessState.Ready, "lb.example.com" },
        { "v1 Service", "spec: {clusterIP: None}", ReadinessState.Ready, "exists" },
        { "v1 Service", "spec: {type: ExternalName}", ReadinessState.Ready, "external name" },
        // Storage
        { "v1 PersistentVolumeClaim", "status: {phase: Pending}", ReadinessState.InProgress, "Pending, not bound to a volume yet" },
        { "v1 PersistentVolumeClaim", "status: {phase: Bound}", ReadinessState.Ready, "bound" },
        { "v1 PersistentVolumeClaim", "spec: {volumeName: v}\nstatus: {phase: Lost}", ReadinessState.Failed, "the volume 'v' it was bound to is gone" },
        { "v1 PersistentVolume", "status: {phase: Failed, message: m}", ReadinessState.Failed, "m" },
        // The cluster's own
        { "v1 Namespace", "status: {phase: Active}", ReadinessState.Ready, "active" },
        { "v1 Namespace", "metadata: {deletionTimestamp: '2030-01-01T00:00:00Z'}\nstatus: {phase: Terminating, conditions: [{type: NamespaceFinalizersRemaining, status: 'True', message: x in 1 resource instances}]}", ReadinessState.InProgress, "terminating: x in 1 resource instances" },
        { "v1 Node", "status: {conditions: [{type: Ready, status: 'Unknown', reason: NodeStatusUnknown, message: Kubelet stopped}]}", ReadinessState.InProgress, "NodeStatusUnknown: Kubelet stopped" },
        { "v1 ConfigMap", "data: {}", ReadinessState.Ready, "exists" },
        { "apiextensions.k8s.io/v1 CustomResourceDefinition", "status: {conditions: [{type: Established, status: 'True'}]}", ReadinessState.Ready, "established" },
        { "apiextensions.k8s.io/v1 CustomResourceDefinition", "status: {conditions: [{type: NamesAccepted, status: 'False', reason: ListKindConflict, message: taken}]}", ReadinessState.Failed, "ListKindConflict: taken" },
        { "apiextensions.k8s.io/v1 CustomResourceDefinition", "status: {}", ReadinessState.InProgress, "not established yet" },
        { "apiregistration.k8s.io/v1 APIService", "status: {conditions: [{type: Available, status: 'False', reason: MissingEndpoints, message: none}]}", ReadinessState.InProgress, "MissingEndpoints: none" },
        { "policy/v1 PodDisruptionBudget", "metadata: {generation: 1}\nstatus: {observedGeneration: 1}", ReadinessState.Ready, "observed" },
        { "policy/v1 PodDisruptionBudget", "metadata: {generation: 2}\nstatus: {observedGeneration: 1}", ReadinessState.InProgress, "not observed yet" },
        { "v1 Node", "status: {conditions: [{type: Ready, status: 'True', reason: KubeletReady}]}", ReadinessState.Ready, "ready" },
        { "v1 Node", "status: {}", ReadinessState.InProgress, "the kubelet has not reported yet" },
        { "v1 PersistentVolume", "status: {phase: Available}", ReadinessState.Ready, "Available" },
        { "v1 PersistentVolume", "status: {phase: Bound}", ReadinessState.Ready, "Bound" },
        { "v1 PersistentVolume", "spec: {}", ReadinessState.InProgress, "Pending" },
        { "v1 ReplicationController", "metadata: {generation: 1}\nspec: {replicas: 2}\nstatus: {observedGeneration: 1, availableReplicas: 1}", ReadinessState.InProgress, "1 of 2 replicas available" },
        { "apiregistration.k8s.io/v1 APIService", "status: {conditions: [{type: Available, status: 'True', reason: Passed}]}", ReadinessState.Ready, "available" },
        { "apiregistration.k8s.io/v1 APIService", "spec: {}", ReadinessState.InProgress, "not checked yet" },
        { "autoscaling/v2 HorizontalPodAutoscaler", "status: {conditions: [{type: ScalingActive, status: 'False', reason: FailedGetResourceMetric}]}", ReadinessState.Ready, "exists" },
        { "networking.k8s.io/v1 Ingress", "status: {loadBalancer: {}}", ReadinessState.Ready, "exists" },
        { "networking.k8s.io/v1 NetworkPolicy", "spec: {podSelector: {}}", ReadinessState.Ready, "exists" },
        { "v1 Secret", "type: Opaque", ReadinessState.Ready, "exists" },
        { "v1 ServiceAccount", "metadata: {}", ReadinessState.Ready, "exists" },
        { "v1 ResourceQuota", "status: {hard: {pods: '4'}, used: {pods: '4'}}", ReadinessState.Ready, "exists" },
        { "rbac.authorization.k8s.io/v1 ClusterRole", "rules: []", ReadinessState.Ready, "exists" },
        { "storage.k8s.io/v1 StorageClass", "provisioner: p", ReadinessState.Ready, "exists" },
        { "scheduling.k8s.io/v1 PriorityClass", "value: 1", ReadinessState.Ready, "exists" },
        { "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", "webhooks: []", ReadinessState.Ready, "exists" },
        { "coordination.k8s.io/v1 Lease", "spec: {holderIdentity: a}", ReadinessState.Ready, "exists" },
        // Custom resources
        { "example.com/v1 Thing", "spec: {}", ReadinessState.Ready, "exists" },
        { "example.com/v1 Thing", "metadata: {generation: 3}\nstatus: {observedGeneration: 2, conditions: [{type: Ready, status: 'True'}]}", ReadinessState.InProgress, "generation 3 is not observed yet, only 2" },
        { "example.com/v1 Thing", "metadata: {generation: 3}\nstatus: {conditions: [{type: Ready, status: 'True', observedGeneration: 2}]}", ReadinessState.InProgress, "condition Ready is of generation 2, not 3" },
        { "example.com/v1 Thing", "status: {conditions: [{type: Ready, status: 'False', reason: R, message: M}]}", ReadinessState.InProgress, "R: M" },
        { "example.com/v1 Thing", "status: {conditions: [{type: Stalled, status: 'True', reason: R, message: M}]}", ReadinessState.Failed, "R: M" },
        { "example.com/v1 Thing", "status: {conditions: [{type: Reconciling, status: 'True', reason: R}, {type: Ready, status: 'True'}]}", ReadinessState.InProgress, "R" },
        { "cert-manager.io/v1 Certificate", "spec: {}", ReadinessState.InProgress, "its controller has not reported 'Ready' yet" },
        { "cert-manager.io/v1 ClusterIssuer", "status: {conditions: [{type: Ready, status: 'True', message: registered}]}", ReadinessState.Ready, "registered" },
        { "acme.cert-manager.io/v1 Challenge", "status: {state: invalid, reason: no such host}", ReadinessState.Failed, "invalid: no such host" },
        { "acme.cert-manager.io/v1 Order", "status: {state: valid}", ReadinessState.Ready, "valid" },
        { "cert-manager.io/v1 Issuer", "status: {conditions: [{type: Ready, status: 'False', reason: ErrRegisterACMEAccount, message: m}]}", ReadinessState.InProgress, "ErrRegisterACMEAccount: m" },
        { "cert-manager.io/v1 CertificateRequest", "status: {conditions: [{type: Approved, status: 'True'}]}", ReadinessState.InProgress, "its controller has not reported 'Ready' yet" },
        { "acme.cert-manager.io/v1 Challenge", "status: {state: valid}", ReadinessState.Ready, "valid" },
        { "acme.cert-manager.io/v1 Challenge", "spec: {}", ReadinessState.InProgress, "not started" },
        { "monitoring.coreos.com/v1 Prometheus", "status: {conditions: [{type: Available, status: 'True'}, {type: Reconciled, status: 'True'}]}", ReadinessState.Ready, "ready" },
        { "monitoring.coreos.com/v1 Alertmanager", "status: {conditions: [{type: Available, status: Degraded, reason: SomePodsNotReady}]}", ReadinessState.InProgress, "SomePodsNotReady" },
        { "monitoring.coreos.com/v1 ServiceMonitor", "spec: {}", ReadinessState.Ready, "exists" },
        { "gateway.networking.k8s.io/v1 Gateway", "metadata: {generation: 1}\nstatus: {conditions: [{type: Programmed, status: 'True', observedGeneration: 1, message: ok}]}", ReadinessState.Ready, "ok" },
        { "gateway.networking.k8s.io/v1 Gateway", "status: {conditions: [{type: Accepted, status: 'True'}]}", ReadinessState.InProgress, "its controller has not reported 'Programmed' yet" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluate_tells_how_far_an_object_is_and_why(string kind, string yaml, ReadinessState state, string message)
    {
        string[] parts = kind.Split(' ');
        KubernetesObject obj = KubernetesObject.ParseYaml($"apiVersion: {parts[0]}\nkind: {parts[1]}\n{yaml}")[0];

        ReadinessResult result = ObjectReadiness.Evaluate(obj);

        Assert.Equal(new ReadinessResult(state, message), result);
    }
}
