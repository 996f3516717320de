namespace MeshHost.Kubernetes.Diagnosis;

/// <summary>Why something is not ready.</summary>
public enum FindingCause
{
    /// <summary>The reason could not be told apart further; the message is the cluster's own.</summary>
    Other,

    /// <summary>The object does not exist.</summary>
    NotFound,

    /// <summary>An image cannot be pulled: it does not exist, or the registry refuses.</summary>
    ImagePull,

    /// <summary>An image's name is not valid.</summary>
    InvalidImageName,

    /// <summary>A container ends again and again.</summary>
    CrashLoop,

    /// <summary>A container was ended for using more memory than its limit.</summary>
    OutOfMemory,

    /// <summary>A container ended with an error.</summary>
    ContainerFailed,

    /// <summary>A container cannot be started: its command does not exist, or a mount fails.</summary>
    ContainerCannotStart,

    /// <summary>An init container has not completed.</summary>
    InitContainer,

    /// <summary>A ConfigMap that a pod needs does not exist.</summary>
    MissingConfigMap,

    /// <summary>A Secret that a pod needs does not exist.</summary>
    MissingSecret,

    /// <summary>A ConfigMap or Secret lacks a key that a pod needs.</summary>
    MissingKey,

    /// <summary>A ServiceAccount that a pod needs does not exist.</summary>
    MissingServiceAccount,

    /// <summary>No node has enough of a resource.</summary>
    InsufficientResources,

    /// <summary>Nodes have taints that the pod does not tolerate.</summary>
    Taint,

    /// <summary>No node matches the pod's node selector or affinity.</summary>
    NodeAffinity,

    /// <summary>No node exists, or none is ready.</summary>
    NoNodes,

    /// <summary>A claim has no volume.</summary>
    UnboundVolumeClaim,

    /// <summary>A claim names a storage class that does not exist.</summary>
    MissingStorageClass,

    /// <summary>A volume could not be provisioned.</summary>
    ProvisioningFailed,

    /// <summary>A volume cannot be mounted or attached.</summary>
    VolumeMount,

    /// <summary>A readiness probe fails.</summary>
    ReadinessProbe,

    /// <summary>A liveness probe fails, and restarts the container.</summary>
    LivenessProbe,

    /// <summary>A startup probe fails.</summary>
    StartupProbe,

    /// <summary>A resource quota is used up.</summary>
    Quota,

    /// <summary>A pod was evicted, for lack of a resource on its node.</summary>
    Evicted,

    /// <summary>A node is not ready.</summary>
    NodeNotReady,

    /// <summary>The pod security standard of the namespace forbids the pod.</summary>
    PodSecurity,

    /// <summary>An admission webhook refused the object.</summary>
    WebhookDenied,

    /// <summary>An admission webhook did not answer in time: usually a firewall.</summary>
    WebhookTimeout,

    /// <summary>An admission webhook's service has no ready pod.</summary>
    WebhookUnavailable,

    /// <summary>An admission webhook's certificate is not trusted.</summary>
    WebhookCertificate,

    /// <summary>A load balancer has no address yet, or could not be created.</summary>
    LoadBalancerPending,

    /// <summary>A Service selects no ready pod.</summary>
    NoEndpoints,

    /// <summary>A rollout exceeded its deadline.</summary>
    RolloutDeadline,

    /// <summary>A Job failed for good.</summary>
    JobFailed,

    /// <summary>A namespace cannot end, because objects remain in it.</summary>
    NamespaceStuck,

    /// <summary>An object cannot end, because a finalizer is not served.</summary>
    Finalizer,

    /// <summary>An aggregated API does not answer.</summary>
    ApiServiceUnavailable,

    /// <summary>A CustomResourceDefinition is not installed.</summary>
    MissingDefinition,

    /// <summary>A pod lacks Istio's sidecar, although it should have it.</summary>
    NotInjected,

    /// <summary>A Certificate's Secret is claimed by another Certificate.</summary>
    SecretClaimed,

    /// <summary>A host has no DNS record.</summary>
    MissingDnsRecord,

    /// <summary>An authority cannot reach the answer to its challenge.</summary>
    ChallengeUnreachable,

    /// <summary>A condition of a custom resource is not met.</summary>
    Condition,
}
