using System.Diagnostics;
using System.Globalization;

namespace MeshHost.Tests.Resources.CommandLine;

/// <summary>Ctrl+C, as a process gets it.</summary>
internal static class Interrupts
{
    /// <summary>Whether processes that the tests start would never see one: a shell in the background has them ignored, and programs inherit that.</summary>
    public static bool AreIgnored()
    {
        const string Field = "SigIgn:";
        const int Interrupt = 2;
        var ignored = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Field, StringComparison.Ordinal))?[Field.Length..].Trim()
            : null;
        return ignored is not null && (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }

    public static void Send(Process process)
    {
        using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
