using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshHost.Emulator.Kubernetes.Json;

namespace MeshHost.Emulator.Monitoring;

/// <summary>Applies relabelings to the labels of a target.</summary>
internal static class Relabeling
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);

    /// <summary>The labels afterwards, or <see langword="null"/> when a rule drops the target.</summary>
    public static Dictionary<string, string>? Apply(JsonArray? rules, Dictionary<string, string> labels)
    {
        foreach (var rule in rules.Objects())
        {
            var source = string.Join(rule.Text("separator") ?? ";", rule.Array("sourceLabels").Texts().Select(name => labels.GetValueOrDefault(name) ?? ""));
            var regex = new Regex($"^(?:{rule.Text("regex") ?? "(.*)"})$", RegexOptions.CultureInvariant, s_timeout);
            switch (rule.Text("action")?.ToLowerInvariant() ?? "replace")
            {
                case "keep" when !regex.IsMatch(source):
                case "drop" when regex.IsMatch(source):
                    return null;
                case "replace" when regex.Match(source) is { Success: true } match:
                    var value = match.Result(Regex.Replace(rule.Text("replacement") ?? "$1", @"\$(\d)", "$${$1}"));
                    labels[rule.Text("targetLabel") ?? ""] = value;
                    break;
                case "labelmap":
                    foreach (var (name, mapped) in labels.ToList())
                    {
                        if (regex.Match(name) is { Success: true } found)
                        {
                            labels[found.Result(Regex.Replace(rule.Text("replacement") ?? "$1", @"\$(\d)", "$${$1}"))] = mapped;
                        }
                    }

                    break;
                case "labeldrop":
                    foreach (var name in labels.Keys.Where(name => regex.IsMatch(name)).ToList())
                    {
                        labels.Remove(name);
                    }

                    break;
            }
        }

        return labels;
    }

    /// <summary>The name of a meta label for a Kubernetes name: what isn't a letter, digit or underscore becomes one.</summary>
    public static string MetaName(string name) => Regex.Replace(name, "[^a-zA-Z0-9_]", "_");
}
