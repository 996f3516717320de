using System.Buffers.Binary;
using System.Net;
using MeshHost.Emulator.Controllers;

namespace MeshHost.Emulator.Kubelet;

/// <summary>The addresses of a cluster's pod range.</summary>
/// <param name="context">The cluster.</param>
internal sealed class PodAddresses(ControllerContext context)
{
    private readonly Lock _gate = new();
    private readonly HashSet<uint> _taken = [];
    private uint _next;

    /// <summary>Takes a free address. Freed ones come back last, so that logs of different pods don't share one.</summary>
    public string Take()
    {
        var (network, size) = Range(context.Spec.PodCidr);
        lock (_gate)
        {
            for (uint tried = 0; tried < size; tried++)
            {
                _next = _next % (size - 4) + 1;
                var address = network + 1 + _next;
                if (_taken.Add(address))
                {
                    return Format(address);
                }
            }
        }

        throw new EmulatorException($"The pod range {context.Spec.PodCidr} has no free address left.");
    }

    public void Return(string address)
    {
        if (IPAddress.TryParse(address, out var ip))
        {
            lock (_gate)
            {
                _taken.Remove(BinaryPrimitives.ReadUInt32BigEndian(ip.GetAddressBytes()));
            }
        }
    }

    private static (uint Network, uint Size) Range(string cidr)
    {
        var range = IPNetwork.Parse(cidr);
        return (BinaryPrimitives.ReadUInt32BigEndian(range.BaseAddress.GetAddressBytes()), 1u << (32 - range.PrefixLength));
    }

    private static string Format(uint address)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        return new IPAddress(bytes).ToString();
    }
}
