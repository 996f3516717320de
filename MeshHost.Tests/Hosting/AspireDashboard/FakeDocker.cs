namespace MeshHost.Tests.Hosting.AspireDashboard;

/// <summary>A command that takes Docker's arguments, writes down what it was given, and runs nothing.</summary>
internal sealed class FakeDocker : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("meshhost-docker-").FullName;

    /// <param name="info">What <c>docker info</c> does.</param>
    public FakeDocker(string info)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for Docker is a shell script.");
        File.WriteAllText(Command, $$"""
            #!/bin/sh
            printf '%s\n' "$*" >> '{{_folder}}/calls'
            if [ "$1" = info ]; then {{info}}; exit $?; fi
            while [ $# -gt 0 ]; do
              if [ "$1" = --env-file ]; then cp "$2" '{{_folder}}/env'; ls -l "$2" | cut -c1-10 > '{{_folder}}/mode'; echo "$2" > '{{_folder}}/path'; fi
              shift
            done
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Command, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Command => Path.Combine(_folder, "docker");

    public string[] Calls => File.ReadAllLines(Path.Combine(_folder, "calls"));

    public string EnvironmentFile => Read("path");

    public string EnvironmentFileMode => Read("mode");

    public IReadOnlyDictionary<string, string> Environment =>
        File.ReadAllLines(Path.Combine(_folder, "env")).Select(l => l.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name)).Trim();
}
