namespace MeshHost.Emulator.Standalone;

/// <summary>The environment variables by which commands of another process find a running emulator.</summary>
internal static class EmulatorVariables
{
    public const string Google = "MESHHOST_EMULATOR_GOOGLE";
    public const string Charts = "MESHHOST_EMULATOR_CHARTS";
    public const string Proxy = "MESHHOST_EMULATOR_PROXY";
    public const string Dns = "MESHHOST_EMULATOR_DNS";
    public const string Https = "MESHHOST_EMULATOR_HTTPS";
    public const string Authority = "MESHHOST_EMULATOR_CA";
}
