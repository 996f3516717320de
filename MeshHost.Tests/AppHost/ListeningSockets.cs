using System.Globalization;
using System.Net;

namespace MeshHost.Tests.AppHost;

/// <summary>What processes listen on, from Linux's own tables.</summary>
internal static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>The TCP addresses that some processes listen on.</summary>
    public static IReadOnlyList<IPEndPoint> OfTree(IEnumerable<int> processes)
    {
        var sockets = processes.SelectMany(Sockets).ToHashSet();
        return [.. Table("/proc/net/tcp").Concat(Table("/proc/net/tcp6")).Where(l => sockets.Contains(l.Inode)).Select(l => l.Address)];
    }

    private static IEnumerable<(IPEndPoint Address, string Inode)> Table(string path)
    {
        foreach (var line in File.ReadLines(path).Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] == Listening)
            {
                var address = fields[1].Split(':');
                yield return (new IPEndPoint(Parse(address[0]), int.Parse(address[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)), fields[9]);
            }
        }
    }

    // Words of four bytes, each in the order of the machine.
    private static IPAddress Parse(string text)
    {
        var bytes = Convert.FromHexString(text);
        for (var i = 0; BitConverter.IsLittleEndian && i < bytes.Length; i += 4)
        {
            Array.Reverse(bytes, i, 4);
        }

        var address = new IPAddress(bytes);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static IEnumerable<string> Sockets(int process)
    {
        const string Prefix = "socket:[";
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{process}/fd"))
        {
            string? target;
            try
            {
                target = File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name;
            }
            catch (IOException)
            {
                continue;
            }

            if (target is not null && target.StartsWith(Prefix, StringComparison.Ordinal))
            {
                yield return target[Prefix.Length..^1];
            }
        }
    }
}
