using System.Globalization;

namespace MeshHost.Emulator.Google.Container;

/// <summary>The machine types that exist.</summary>
internal static class MachineTypes
{
    private static readonly string[] s_shared = ["e2-micro", "e2-small", "e2-medium"];
    private static readonly string[] s_families = ["c2d", "c3", "e2", "n1", "n2", "n2d", "t2d"];
    private static readonly string[] s_shapes = ["standard", "highmem", "highcpu"];
    private static readonly int[] s_sizes = [2, 4, 8, 16, 32];

    /// <summary>Finds a machine type.</summary>
    /// <param name="name">Name such as <c>e2-standard-4</c>.</param>
    /// <returns>Its virtual CPUs and memory in MiB, or <see langword="null"/> when there is none of that name.</returns>
    public static (int Cpus, int MemoryMb)? Find(string name) => name.Split('-') switch
    {
        ["e2", "micro"] => (2, 1024),
        ["e2", "small"] => (2, 2048),
        ["e2", "medium"] => (2, 4096),
        [var family, var shape, var size] when int.TryParse(size, CultureInfo.InvariantCulture, out var cpus) && Has(family, cpus) && PerCpu(family, shape) is { } memory =>
            (cpus, cpus * memory),
        _ => null,
    };

    /// <summary>Names of the machine types.</summary>
    /// <returns>The names, sorted.</returns>
    public static IReadOnlyList<string> Names() =>
        [.. s_shared
            .Concat(from family in s_families
                    from shape in s_shapes
                    from size in s_sizes.Append(1)
                    let name = $"{family}-{shape}-{size}"
                    where Find(name) is not null
                    select name)
            .Order(StringComparer.Ordinal)];

    private static bool Has(string family, int cpus) => s_sizes.Contains(cpus) || (cpus == 1 && family is "n1" or "t2d");

    // Memory in MiB for each virtual CPU.
    private static int? PerCpu(string family, string shape) => (family, shape) switch
    {
        ("n1", "standard") => 3840,
        ("n1", "highmem") => 6656,
        ("n1", "highcpu") => 922,
        ("e2" or "n2" or "n2d" or "c2d" or "c3" or "t2d", "standard") => 4096,
        ("e2" or "n2" or "n2d" or "c2d" or "c3", "highmem") => 8192,
        ("e2" or "n2" or "n2d", "highcpu") => 1024,
        ("c2d" or "c3", "highcpu") => 2048,
        _ => null,
    };
}
