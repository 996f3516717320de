using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshHost.Helm.Values;

/// <summary>Reads one YAML document into the value model.</summary>
internal static class PlainYaml
{
    public static object? Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        return Node(parser);
    }

    public static string Write(object? value) => JsonSerializer.Serialize(value);

    private static object? Node(Parser parser)
    {
        if (parser.TryConsume<MappingStart>(out _))
        {
            var table = ValueTree.NewTable();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var key = parser.Consume<Scalar>().Value;
                table[key] = Node(parser);
            }

            return table;
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new List<object?>();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(Node(parser));
            }

            return list;
        }

        var scalar = parser.Consume<Scalar>();
        return scalar.Style != ScalarStyle.Plain ? scalar.Value : scalar.Value switch
        {
            "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && char.IsAsciiDigit(text[^1]) ? number : text,
        };
    }
}
