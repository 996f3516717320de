using MeshHost.Resources.Gke;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A firewall rule of a cluster's network.</summary>
public sealed class GkeFirewallRuleResource : GkePartResource
{
    internal GkeFirewallRuleResource(string name, GkeClusterResource parent, FirewallRuleDefinition definition)
        : base(name, parent) => Definition = definition;

    /// <summary>Gets what the rule lets in.</summary>
    internal FirewallRuleDefinition Definition { get; }
}
