using MeshHost.Emulator.Kubernetes.CustomResources;
using MeshHost.Emulator.Kubernetes.Types;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Which rules a kind has.</summary>
internal sealed class KindRulesTable
{
    private readonly Dictionary<(string Group, string Plural), KindRules> _rules;
    private readonly KindRules _none = new NoRules();

    public KindRulesTable(ServiceAddresses addresses)
    {
        _rules = new()
        {
            [("", "pods")] = new PodRules(),
            [("", "services")] = new ServiceRules(addresses),
            [("", "namespaces")] = new NamespaceRules(),
            [("", "secrets")] = new SecretRules(),
            [("", "configmaps")] = new ConfigMapRules(),
            [("", "persistentvolumeclaims")] = new PersistentVolumeClaimRules(),
            [("", "resourcequotas")] = new UnenforcedRules("count or enforce quotas"),
            [("", "limitranges")] = new UnenforcedRules("apply limit ranges"),
            [("apps", "deployments")] = new DeploymentRules(),
            [("apps", "replicasets")] = new ReplicaSetRules(),
            [("apps", "statefulsets")] = new StatefulSetRules(),
            [("apps", "daemonsets")] = new DaemonSetRules(),
            [("batch", "jobs")] = new JobRules(),
            [("batch", "cronjobs")] = new CronJobRules(),
            [("autoscaling", "horizontalpodautoscalers")] = new HorizontalPodAutoscalerRules(),
            [("policy", "poddisruptionbudgets")] = new PodDisruptionBudgetRules(),
            [("networking.k8s.io", "networkpolicies")] = new NetworkPolicyRules(),
            [("rbac.authorization.k8s.io", "rolebindings")] = new RoleBindingRules(),
            [("rbac.authorization.k8s.io", "clusterrolebindings")] = new RoleBindingRules(),
            [("apiextensions.k8s.io", "customresourcedefinitions")] = new DefinitionRules(),
            [("admissionregistration.k8s.io", "mutatingwebhookconfigurations")] = new WebhookConfigurationRules(),
            [("admissionregistration.k8s.io", "validatingwebhookconfigurations")] = new WebhookConfigurationRules(),
        };
    }

    public KindRules For(ResourceType type) => _rules.GetValueOrDefault((type.Group, type.Plural), _none);

    private sealed class NoRules : KindRules;
}
