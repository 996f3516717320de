using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Json;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>Role bindings: the group of their subjects, and that they stay with their role.</summary>
internal sealed class RoleBindingRules : KindRules
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    public override void Default(JsonObject obj)
    {
        foreach (var subject in obj.Array("subjects").Objects())
        {
            if (subject.Text("kind") is "User" or "Group")
            {
                subject["apiGroup"] ??= RbacGroup;
            }
        }
    }

    public override void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
        var role = obj.Object("roleRef");
        if (old is not null && role is not null && !JsonNode.DeepEquals(role, old["roleRef"]))
        {
            faults.Add(FieldFault.Invalid(
                "roleRef",
                $"rbac.RoleRef{{APIGroup:\"{role.Text("apiGroup")}\", Kind:\"{role.Text("kind")}\", Name:\"{role.Text("name")}\"}}",
                "cannot change roleRef"));
        }
    }
}
