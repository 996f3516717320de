using System.Globalization;

namespace MeshHost.Emulator.Kubernetes.Protobuf;

/// <summary>The field numbers of the API's protobuf messages, from our table of them.</summary>
internal sealed class WireNumbers
{
    private const string Resource = "MeshHost.Emulator.Kubernetes.Types.Definitions.protobuf.numbers";

    private readonly Dictionary<(string Group, string Version, string Message), Dictionary<int, string>> _messages = [];

    public static WireNumbers Load()
    {
        using var stream = typeof(WireNumbers).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks '{Resource}'.");
        using var reader = new StreamReader(stream);
        var numbers = new WireNumbers();
        var (group, version) = ("", "");
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (words[0] == "group")
            {
                (group, version) = (words[1].Trim('"'), words[2]);
                continue;
            }

            numbers._messages[(group, version, words[0])] = words.Skip(1)
                .Select(word => word.Split('='))
                .ToDictionary(pair => int.Parse(pair[1], CultureInfo.InvariantCulture), pair => pair[0]);
        }

        return numbers;
    }

    /// <summary>The names by number; a name that starts with * is an embedded message. <see langword="null"/> for an unknown message.</summary>
    public IReadOnlyDictionary<int, string>? Find((string Group, string Version) home, string message) =>
        _messages.GetValueOrDefault((home.Group, home.Version, message));
}
