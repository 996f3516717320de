using MeshHost.Kubernetes;
using MeshHost.Resources.Targets.Kind;

namespace MeshHost.Tests.Resources.Kind;

/// <summary>
/// Executables in place of kind and docker that answer as the real ones do, write down how they were called, and hand out the kubeconfig of a
/// cluster that runs elsewhere.
/// </summary>
internal sealed class FakeKind : IDisposable
{
    // kind: names on standard output, everything for people on standard error, reasons after "ERROR: ".
    private const string KindScript = """
        #!/bin/sh
        cd "$(dirname "$0")"
        echo "kind $*" >> calls
        name=; previous=
        for argument; do
          if [ "$previous" = --name ]; then name=$argument; fi
          previous=$argument
        done
        case "$1 $2" in
          "version ") echo "kind v0.30.0 go1.24.6 linux/amd64" ;;
          "get clusters") if [ -s clusters ]; then cat clusters; else echo "No kind clusters found." >&2; fi ;;
          "create cluster")
            cat > configuration
            if [ -e refusal ]; then cat refusal >&2; exit 1; fi
            echo "Creating cluster \"$name\" ..." >&2
            echo " • Ensuring node image (kindest/node:v1.34.0) 🖼  ..." >&2
            echo " ✓ Ensuring node image (kindest/node:v1.34.0) 🖼" >&2
            echo "$name" >> clusters ;;
          "get kubeconfig")
            if grep -qx "$name" clusters 2>/dev/null; then cat kubeconfig
            else echo "ERROR: could not locate any control plane nodes for cluster named '$name'. Use the --name option to select a different cluster" >&2; exit 1; fi ;;
          "delete cluster")
            echo "Deleting cluster \"$name\" ..." >&2
            grep -vx "$name" clusters > rest; mv rest clusters ;;
          *) echo "ERROR: unknown command \"$*\"" >&2; exit 1 ;;
        esac
        """;

    private const string DockerScript = """
        #!/bin/sh
        cd "$(dirname "$0")"
        echo "docker $*" >> calls
        if [ -e daemon-error ]; then cat daemon-error >&2; exit 1; fi
        echo "28.3.2"
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("meshhost-fake-kind-").FullName;

    public FakeKind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "the stand-ins for kind and docker are shell scripts");
        Write("kind", KindScript);
        Write("docker", DockerScript);
    }

    public IReadOnlyList<string> Calls => File.Exists(In("calls")) ? File.ReadAllLines(In("calls")) : [];

    public string Configuration => File.ReadAllText(In("configuration"));

    public void Use(KindOptions options)
    {
        options.KindCommand = In("kind");
        options.DockerCommand = In("docker");
    }

    public void HandOut(Kubeconfig kubeconfig) => kubeconfig.Save(In("kubeconfig"));

    public void AddCluster(string name) => File.AppendAllText(In("clusters"), name + "\n");

    public void FailDocker(string message) => File.WriteAllText(In("daemon-error"), message);

    public void FailCreation(string message) => File.WriteAllText(In("refusal"), message);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private void Write(string name, string script)
    {
        File.WriteAllText(In(name), script + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(In(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
