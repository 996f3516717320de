using System.Runtime.CompilerServices;

namespace MeshHost.Helm.Yaml;

/// <summary>Builds values straight from tokens: no nodes or events in between.</summary>
internal sealed partial class YamlReader
{
    private const int DeepestNesting = 10_000;

    private readonly string _text;
    private readonly YamlScanner _scanner;
    private readonly KeyCache _keys = new();
    private readonly Dictionary<string, string> _tagPrefixes = new(StringComparer.Ordinal) { ["!"] = "!", ["!!"] = YamlScalar.TagPrefix };
    private Dictionary<string, object?>? _anchors;
    private int _depth;
    private int _decoded;
    private int _aliased;

    private YamlReader(string text)
    {
        _text = text;
        _scanner = new YamlScanner(text);
    }

    public static object? Read(string text) => new YamlReader(text).ReadDocument();

    private object? ReadDocument()
    {
        if (_scanner.Peek().Kind == YamlTokenKind.StreamEnd)
        {
            return null;
        }

        var isExplicit = ReadDirectives();
        if (_scanner.Peek().Kind == YamlTokenKind.DocumentStart)
        {
            _scanner.Skip();
            isExplicit = true;
        }
        else if (isExplicit)
        {
            throw ParserError("did not find expected <document start>");
        }

        ref var token = ref _scanner.Peek();
        var isEmpty = isExplicit && token.Kind is YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective
            or YamlTokenKind.DocumentStart or YamlTokenKind.DocumentEnd or YamlTokenKind.StreamEnd;
        var value = isEmpty ? null : Finish(Node(block: true, indentless: false));
        _ = _scanner.Peek();
        if (_text.Contains(".inf", StringComparison.OrdinalIgnoreCase) || _text.Contains(".nan", StringComparison.OrdinalIgnoreCase))
        {
            RefuseInfinities(value);
        }

        return value;
    }

    private bool ReadDirectives()
    {
        var any = false;
        while (_scanner.Peek() is { Kind: YamlTokenKind.VersionDirective or YamlTokenKind.TagDirective } token)
        {
            if (token.Kind == YamlTokenKind.TagDirective)
            {
                _tagPrefixes[token.Text!] = token.Suffix!;
            }

            any = true;
            _scanner.Skip();
        }

        return any;
    }

    private YamlException ParserError(string problem) => _scanner.Error(_scanner.Peek().Line, problem, isScanner: false);

    /// <summary>Reads a node. A scalar without quotes comes back resolved, except that integers above 2^63 are already doubles.</summary>
    private object? Node(bool block, bool indentless)
    {
        if (++_depth > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new YamlException($"yaml: exceeded max depth of {DeepestNesting}");
        }

        _decoded++;
        ref var token = ref _scanner.Peek();
        if (token.Kind == YamlTokenKind.Alias)
        {
            var name = token.Text!;
            _scanner.Skip();
            _depth--;
            return Alias(name);
        }

        if (token.Kind is not (YamlTokenKind.Anchor or YamlTokenKind.Tag))
        {
            var plain = Content(block, indentless, null, null, hasProperties: false);
            _depth--;
            return plain;
        }

        var (anchor, tag) = Properties();
        var value = Content(block, indentless, anchor, tag, hasProperties: true);
        if (anchor is not null)
        {
            _anchors![anchor] = value;
        }

        _depth--;
        return value;
    }

    private (string? Anchor, string? Tag) Properties()
    {
        string? anchor = null;
        string? tag = null;
        for (var i = 0; i < 2; i++)
        {
            var token = _scanner.Peek();
            if (token.Kind == YamlTokenKind.Anchor && anchor is null)
            {
                anchor = token.Text!;
            }
            else if (token.Kind == YamlTokenKind.Tag && tag is null)
            {
                tag = ResolveTag(token);
            }
            else
            {
                break;
            }

            _scanner.Skip();
        }

        if (anchor is not null)
        {
            (_anchors ??= new(StringComparer.Ordinal))[anchor] = Unfinished.Instance;
        }

        return (anchor, tag);
    }

    private string ResolveTag(YamlToken token)
    {
        if (token.Text!.Length == 0)
        {
            return token.Suffix!;
        }

        return _tagPrefixes.TryGetValue(token.Text, out var prefix)
            ? prefix + token.Suffix
            : throw _scanner.Error(token.Line, "found undefined tag handle", isScanner: false);
    }

    private object? Content(bool block, bool indentless, string? anchor, string? tag, bool hasProperties)
    {
        ref var token = ref _scanner.Peek();
        switch (token.Kind)
        {
            case YamlTokenKind.Scalar:
                var value = Scalar(ref token, tag);
                _scanner.Skip();
                return value;
            case YamlTokenKind.BlockEntry when indentless:
                return BlockSequence(indentless: true);
            case YamlTokenKind.BlockMappingStart when block:
                _scanner.Skip();
                return BlockMapping();
            case YamlTokenKind.BlockSequenceStart when block:
                _scanner.Skip();
                return BlockSequence(indentless: false);
            case YamlTokenKind.FlowSequenceStart:
                _scanner.Skip();
                return FlowSequence();
            case YamlTokenKind.FlowMappingStart:
                _scanner.Skip();
                return FlowMapping();
        }

        return hasProperties
            ? YamlScalar.Resolve("", tag ?? "", isPlain: tag is null)
            : throw _scanner.Error(token.Line, "did not find expected node content", isScanner: false);
    }

    private object? Scalar(ref YamlToken token, string? tag)
    {
        if (token.IsPlain && tag is null)
        {
            return token.Text is null
                ? YamlScalar.ResolvePlain(_text.AsSpan(token.Start, token.End - token.Start), _keys)
                : YamlScalar.ResolvePlain(token.Text, _keys);
        }

        var text = token.Text ?? _keys.Text(_text.AsSpan(token.Start, token.End - token.Start));
        return tag is null ? text : YamlScalar.Resolve(text, tag, token.IsPlain);
    }

    private List<object?> BlockSequence(bool indentless)
    {
        var list = new List<object?>();
        while (true)
        {
            var kind = _scanner.Peek().Kind;
            if (kind == YamlTokenKind.BlockEntry)
            {
                _scanner.Skip();
                var next = _scanner.Peek().Kind;
                var isEmpty = next is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd ||
                    (indentless && next is YamlTokenKind.Key or YamlTokenKind.Value);
                list.Add(isEmpty ? null : Finish(Node(block: true, indentless: false)));
                continue;
            }

            if (indentless)
            {
                return list;
            }

            if (kind != YamlTokenKind.BlockEnd)
            {
                throw ParserError("did not find expected '-' indicator");
            }

            _scanner.Skip();
            return list;
        }
    }

    private Dictionary<string, object?> BlockMapping()
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (true)
        {
            var kind = _scanner.Peek().Kind;
            if (kind == YamlTokenKind.BlockEnd)
            {
                _scanner.Skip();
                return map;
            }

            // A value without a key has the null key, which JSON does not have; it fails when it is added.
            object? key = null;
            var merge = false;
            if (kind == YamlTokenKind.Key)
            {
                _scanner.Skip();
                ref var token = ref _scanner.Peek();
                if (token.Kind is not (YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd))
                {
                    merge = IsMerge(ref token);
                    key = Node(block: true, indentless: true);
                }
            }
            else
            {
                throw ParserError("did not find expected key");
            }

            object? value = null;
            if (_scanner.Peek().Kind == YamlTokenKind.Value)
            {
                _scanner.Skip();
                if (_scanner.Peek().Kind is not (YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd))
                {
                    value = Node(block: true, indentless: true);
                }
            }

            AddEntry(map, key, value, merge);
        }
    }

    private List<object?> FlowSequence()
    {
        var list = new List<object?>();
        while (_scanner.Peek().Kind != YamlTokenKind.FlowSequenceEnd)
        {
            if (list.Count > 0)
            {
                if (_scanner.Peek().Kind != YamlTokenKind.FlowEntry)
                {
                    throw ParserError("did not find expected ',' or ']'");
                }

                _scanner.Skip();
            }

            var kind = _scanner.Peek().Kind;
            if (kind == YamlTokenKind.Key)
            {
                list.Add(SinglePair());
            }
            else if (kind != YamlTokenKind.FlowSequenceEnd)
            {
                list.Add(Finish(Node(block: false, indentless: false)));
            }
        }

        _scanner.Skip();
        return list;
    }

    /// <summary>A pair written inside a sequence: <c>[a: 1]</c>.</summary>
    private Dictionary<string, object?> SinglePair()
    {
        _scanner.Skip();
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        object? key = null;
        var merge = false;
        ref var token = ref _scanner.Peek();
        if (token.Kind is not (YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd))
        {
            merge = IsMerge(ref token);
            key = Node(block: false, indentless: false);
        }

        object? value = null;
        if (_scanner.Peek().Kind == YamlTokenKind.Value)
        {
            _scanner.Skip();
            if (_scanner.Peek().Kind is not (YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd))
            {
                value = Node(block: false, indentless: false);
            }
        }

        AddEntry(map, key, value, merge);
        return map;
    }

    private Dictionary<string, object?> FlowMapping()
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        var first = true;
        while (_scanner.Peek().Kind != YamlTokenKind.FlowMappingEnd)
        {
            if (!first)
            {
                if (_scanner.Peek().Kind != YamlTokenKind.FlowEntry)
                {
                    throw ParserError("did not find expected ',' or '}'");
                }

                _scanner.Skip();
            }

            first = false;
            var kind = _scanner.Peek().Kind;
            if (kind == YamlTokenKind.FlowMappingEnd)
            {
                break;
            }

            object? key = null;
            object? value = null;
            var merge = false;
            var hasKey = kind == YamlTokenKind.Key;
            if (hasKey)
            {
                _scanner.Skip();
            }

            ref var token = ref _scanner.Peek();
            if (!hasKey || token.Kind is not (YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd))
            {
                merge = IsMerge(ref token);
                key = Node(block: false, indentless: false);
            }

            if (hasKey && _scanner.Peek().Kind == YamlTokenKind.Value)
            {
                _scanner.Skip();
                if (_scanner.Peek().Kind is not (YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd))
                {
                    value = Node(block: false, indentless: false);
                }
            }

            AddEntry(map, key, value, merge);
        }

        _scanner.Skip();
        return map;
    }
}
