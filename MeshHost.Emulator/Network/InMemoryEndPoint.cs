using System.Net;

namespace MeshHost.Emulator.Network;

/// <summary>The address of an in-memory listener.</summary>
/// <param name="name">Its name.</param>
internal sealed class InMemoryEndPoint(string name) : EndPoint
{
    public override string ToString() => $"memory:{name}";
}
