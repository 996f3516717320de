using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshHost.Kubernetes;

/// <summary>Writes JSON nodes as YAML that reads back as the same JSON.</summary>
internal static class YamlWriter
{
    public static string Write(JsonNode? node)
    {
        using StringWriter text = new() { NewLine = "\n" };
        Emitter emitter = new(text, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, skipAnchorName: true));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case null:
                emitter.Emit(Plain("null"));
                break;
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach ((string key, JsonNode? value) in map)
                {
                    emitter.Emit(String(key));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (JsonNode? item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(node.GetValueKind() == JsonValueKind.String ? String(node.GetValue<string>()) : Plain(node.ToJsonString()));
                break;
        }
    }

    private static Scalar Plain(string text) => new(AnchorName.Empty, TagName.Empty, text, ScalarStyle.Plain, true, false);

    private static Scalar String(string text)
    {
        ScalarStyle style = ScalarStyle.Plain;
        if (text.Contains('\n', StringComparison.Ordinal))
        {
            style = text.Contains('\r', StringComparison.Ordinal) || text.StartsWith(' ') || text.Contains(" \n", StringComparison.Ordinal) ? ScalarStyle.DoubleQuoted : ScalarStyle.Literal;
        }
        else if (YamlReader.ResolvePlain(text).AsString() is null || text is "<<" or "=")
        {
            // "true", "1", "null" and their like would come back as something else.
            style = ScalarStyle.DoubleQuoted;
        }

        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, style == ScalarStyle.Plain, style != ScalarStyle.Plain);
    }
}
