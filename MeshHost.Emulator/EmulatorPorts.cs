namespace MeshHost.Emulator;

/// <summary>The loopback ports of an <see cref="EmulatorHost"/>; 0 means any free port.</summary>
public sealed record EmulatorPorts
{
    /// <summary>Gets the TCP port of the Google Cloud APIs.</summary>
    public int Google { get; init; }

    /// <summary>Gets the UDP port of the DNS server.</summary>
    public int Dns { get; init; }

    /// <summary>Gets the TCP port of the HTTP proxy that stands for the internet.</summary>
    public int Proxy { get; init; }

    /// <summary>Gets the TCP port of the chart repository.</summary>
    public int Charts { get; init; }

    /// <summary>Gets the TCP port on which a browser reaches the public edge by HTTP.</summary>
    public int Http { get; init; }

    /// <summary>Gets the TCP port on which a browser reaches the public edge by HTTPS.</summary>
    public int Https { get; init; }
}
