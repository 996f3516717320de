using System.Text.Json.Nodes;
using MeshHost.Emulator.Kubernetes.Validation;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>What one built-in kind does beyond what its type file states. The base does nothing.</summary>
internal abstract class KindRules
{
    /// <summary>Sets defaults that depend on other fields. Called on every write, before admission and after it.</summary>
    public virtual void Default(JsonObject obj)
    {
    }

    /// <summary>Sets what the server decides when an object is created.</summary>
    public virtual void PrepareForCreate(JsonObject obj)
    {
    }

    /// <summary>Carries over what an update may leave out or may not change.</summary>
    public virtual void PrepareForUpdate(JsonObject obj, JsonObject old)
    {
    }

    /// <summary>Allocates what is scarce, such as addresses; faults are refusals.</summary>
    public virtual void Allocate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
    }

    /// <summary>Gives back what was allocated.</summary>
    public virtual void Release(JsonObject obj)
    {
    }

    /// <summary>Says what the emulator takes in and does not act on.</summary>
    public virtual void Warn(JsonObject obj, Action<string> warn)
    {
    }

    public virtual void Validate(JsonObject obj, JsonObject? old, List<FieldFault> faults)
    {
    }
}
