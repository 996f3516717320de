namespace MeshHost.Helm;

/// <summary>Where charts come from and how they are fetched.</summary>
public sealed record ChartRepositoryOptions
{
    /// <summary>Name for messages, such as <c>istio</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Address: <c>https://host/path</c> of a repository with an <c>index.yaml</c>, or <c>oci://host/path</c> of a registry. Plain
    /// <c>http</c> is accepted, without credentials unless the host is this machine.
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>User name for basic authentication or a registry's token service, or <see langword="null"/>.</summary>
    public string? Username { get; init; }

    /// <summary>Password, or <see langword="null"/>. Never logged or traced.</summary>
    public string? Password { get; init; }

    /// <summary>Whether credentials also go to other hosts that the index names. Default <see langword="false"/>.</summary>
    public bool PassCredentialsToOtherHosts { get; init; }

    /// <summary>
    /// Folder of the cache, or <see langword="null"/> for <c>meshhost/charts</c> in the user's cache folder. Several processes may share it.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>How long a fetched index is used without asking again. Default 5 minutes.</summary>
    public TimeSpan IndexMaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest time of one request. Default 2 minutes.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What a chart may cost to load.</summary>
    public ChartLimits Limits { get; init; } = ChartLimits.Default;

    /// <summary>Sends the requests, or <see langword="null"/> for the platform's own. It is not disposed.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Source of time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Describes the repository without the credentials.</summary>
    /// <returns>Name and address.</returns>
    public override string ToString() => $"{Name} ({Url})";
}
