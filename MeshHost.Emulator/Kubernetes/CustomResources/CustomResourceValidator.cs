using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Operations;
using MeshHost.Emulator.Kubernetes.Types;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.CustomResources;

/// <summary>Checks a custom resource against its schema, with a warning where rules stand that the emulator does not evaluate.</summary>
internal static class CustomResourceValidator
{
    public static void Check(ResourceType type, JsonObject obj, JsonObject? old, List<FieldFault> faults, WriteContext context)
    {
        foreach (var property in type.Schema.Properties.Values)
        {
            // Metadata is the same for all objects, and checked as such.
            if (property.Name is not ("metadata" or "apiVersion" or "kind") && obj.TryGetPropertyValue(property.Name, out var value))
            {
                SchemaValidator.Check(property.Schema, value, property.Name, faults);
            }
        }

        foreach (var name in type.Schema.Required.Where(name => !obj.ContainsKey(name)))
        {
            faults.Add(FieldFault.Required(name));
        }

        if (type.Custom?.HasRules == true && context.Subresource is null)
        {
            context.Warn($"the emulator does not evaluate x-kubernetes-validations: the rules of {type.Kind} in {type.ApiVersion} were not checked");
        }

        if (context.Subresource is null)
        {
            ModelledFields.Check(type.Group, obj, context.Warn);
        }

        if (old is null && type.Custom?.DeprecationWarning is { } warning)
        {
            context.Warn(warning);
        }
    }
}
