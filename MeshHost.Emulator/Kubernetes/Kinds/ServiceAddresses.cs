using System.Net;
using System.Net.Sockets;
using MeshHost.Emulator.Kubernetes.Operations;

namespace MeshHost.Emulator.Kubernetes.Kinds;

/// <summary>The cluster's service addresses and node ports: who asks first has them.</summary>
internal sealed class ServiceAddresses
{
    public const int FirstNodePort = 30000;
    public const int LastNodePort = 32767;

    /// <summary>The addresses that dynamic allocation leaves to those who choose one: the API server's and the DNS service's are among them.</summary>
    private const int StaticBand = 16;

    private readonly Lock _gate = new();
    private readonly HashSet<uint> _used = [];
    private readonly HashSet<int> _ports = [];
    private readonly NameGenerator _random;
    private readonly uint _first;
    private readonly int _count;

    public ServiceAddresses(string cidr, NameGenerator random)
    {
        var network = IPNetwork.Parse(cidr);
        Cidr = cidr;
        _random = random;
        _first = ToNumber(network.BaseAddress);
        _count = (int)Math.Min(1L << (32 - network.PrefixLength), int.MaxValue);
    }

    public string Cidr { get; }

    /// <summary>The address of the kubernetes service.</summary>
    public string ApiServer => ToText(_first + 1);

    /// <summary>Takes a free address; <see langword="null"/> when none is left.</summary>
    public string? Allocate()
    {
        lock (_gate)
        {
            var band = Math.Min(StaticBand, _count / 2);
            var start = _random.Next(Math.Max(1, _count - band - 1));
            for (var tries = 0; tries < _count - band - 1; tries++)
            {
                var candidate = _first + (uint)(band + ((start + tries) % (_count - band - 1)));
                if (_used.Add(candidate))
                {
                    return ToText(candidate);
                }
            }

            return null;
        }
    }

    /// <summary>Takes a chosen address; says why not, or <see langword="null"/>.</summary>
    public string? Reserve(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetwork)
        {
            return "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        }

        var number = ToNumber(parsed);
        if (number <= _first || number >= _first + (uint)_count)
        {
            return $"failed to allocate IP {address}: the provided IP ({address}) is not in the valid range. The range of valid IPs is {Cidr}";
        }

        lock (_gate)
        {
            return _used.Add(number) ? null : $"failed to allocate IP {address}: provided IP is already allocated";
        }
    }

    public int? AllocatePort()
    {
        lock (_gate)
        {
            var start = _random.Next(LastNodePort - FirstNodePort + 1);
            for (var tries = 0; tries <= LastNodePort - FirstNodePort; tries++)
            {
                var candidate = FirstNodePort + ((start + tries) % (LastNodePort - FirstNodePort + 1));
                if (_ports.Add(candidate))
                {
                    return candidate;
                }
            }

            return null;
        }
    }

    public string? ReservePort(int port)
    {
        if (port is < FirstNodePort or > LastNodePort)
        {
            return $"provided port is not in the valid range. The range of valid ports is {FirstNodePort}-{LastNodePort}";
        }

        lock (_gate)
        {
            return _ports.Add(port) ? null : "provided port is already allocated";
        }
    }

    public void Release(string address)
    {
        if (IPAddress.TryParse(address, out var parsed) && parsed.AddressFamily == AddressFamily.InterNetwork)
        {
            lock (_gate)
            {
                _used.Remove(ToNumber(parsed));
            }
        }
    }

    public void ReleasePort(int port)
    {
        lock (_gate)
        {
            _ports.Remove(port);
        }
    }

    private static uint ToNumber(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
    }

    private static string ToText(uint number) => $"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}";
}
