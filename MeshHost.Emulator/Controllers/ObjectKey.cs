namespace MeshHost.Emulator.Controllers;

/// <summary>The name of an object among its kind.</summary>
internal readonly record struct ObjectKey(string? Namespace, string Name)
{
    public override string ToString() => Namespace is null ? Name : $"{Namespace}/{Name}";
}
