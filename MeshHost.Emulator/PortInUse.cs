namespace MeshHost.Emulator;

/// <summary>The error for a loopback port that something else holds.</summary>
internal static class PortInUse
{
    public static EmulatorException Exception(string what, int port, Exception cause) =>
        new($"The emulator cannot start {what} on 127.0.0.1:{port}: the port is in use. "
            + "Stop the process that holds it (another emulator?), choose another port, or leave it at 0 for any free one.", cause);
}
