using System.Text;

namespace MeshHost.Tests.Helm.Differential;

/// <summary>Random templates: mostly well formed, with control structures, variables and functions of all families.</summary>
internal sealed class TemplateGenerator(int seed)
{
    /// <summary>The values that the templates, these and the hand-picked ones, are rendered with.</summary>
    public const string Values = """
        str: hello
        empty: ""
        utf: "héllo wörld ☃ 😀"
        multi: "line one\nline two\n\nlast"
        quoteme: "a \"b\" 'c' \\ \t <x> & é"
        int: 3
        big: 1234567
        million: 1000000
        neg: -5
        float: 1.5
        tiny: 0.00001
        huge: 1e21
        zero: 0
        yes: true
        no: false
        nothing: null
        list: [3, 1, 2]
        words: [delta, alpha, "", charlie]
        mixed: [1, "two", null, true, 2.5, {a: 1}, [x]]
        nested: {a: {b: {c: deep}}, list: [{name: one, v: 1}, {name: two, v: 2}]}
        map: {b: 2, a: 1, c: 3, "10": ten, "9": nine, _x: u}
        emptymap: {}
        emptylist: []
        number: "42"
        octal: "012"
        hex: "0x1f"
        date: "2024-02-29T13:04:05Z"
        url: "https://user:pa%20ss@example.com:8443/a%20b/c?q=1&r=x#frag"
        version: v1.2.3-beta.1+build
        tpl: "{{ .str | upper }}-{{ .int }}"
        yaml: "a: 1\nb: [x, y]\nc: {d: e}\n"
        json: "{\"a\": [1, 2.5, \"x\", null, true]}"
        """;

    private static readonly string[] s_unary =
    [
        "upper", "lower", "title", "trim", "quote", "squote", "toString", "toJson", "toYaml", "len", "int", "int64", "float64", "not", "empty", "typeOf",
        "kindOf", "first", "last", "rest", "initial", "reverse", "uniq", "compact", "sortAlpha", "b64enc", "b64dec", "sha256sum", "snakecase", "camelcase",
        "kebabcase", "untitle", "nospace", "initials", "add1", "ceil", "floor", "toStrings", "html", "js", "urlquery", "print", "println", "toRawJson",
        "toPrettyJson", "deepCopy", "base", "dir", "clean", "ext", "adler32sum", "atoi", "until", "fromYaml", "fromJson", "swapcase", "regexQuoteMeta",
        "toToml", "duration", "coalesce", "list", "dict", "cat", "b32enc", "isAbs", "semver", "urlParse", "keys | len", "fromYamlArray", "tuple",
    ];

    private static readonly string[] s_binary =
    [
        "add", "sub", "mul", "div", "mod", "max", "min", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "default", "coalesce", "list", "dict", "append",
        "prepend", "has", "without", "hasKey", "get", "index", "trunc", "indent", "nindent", "repeat", "join", "split", "splitList", "contains", "hasPrefix",
        "hasSuffix", "trimSuffix", "trimPrefix", "trimAll", "print", "cat", "printf", "concat", "regexMatch", "regexFind", "addf", "divf", "mulf", "subf",
        "slice", "chunk", "round", "deepEqual", "kindIs", "typeIs", "merge", "mergeOverwrite", "pluck", "pick", "omit", "abbrev", "wrap", "any", "all",
        "maxf", "minf", "required", "date", "semverCompare", "println", "html", "tpl", "include", "dateModify", "toDate", "seq", "biggest",
    ];

    private static readonly string[] s_ternary =
    [
        "replace", "ternary", "regexReplaceAll", "regexReplaceAllLiteral", "regexFindAll", "regexSplit", "substr", "plural", "dig", "set", "splitn", "slice",
        "wrapWith", "untilStep", "abbrevboth", "round", "printf", "list", "dict", "add", "concat", "merge", "coalesce", "index", "pick", "dateInZone", "seq",
    ];

    private static readonly string[] s_atoms =
    [
        ".str", ".empty", ".utf", ".multi", ".int", ".big", ".neg", ".float", ".zero", ".yes", ".no", ".nothing", ".list", ".words", ".mixed", ".nested",
        ".map", ".emptymap", ".emptylist", ".number", ".nope", ".nope.x", ".nested.a.b", ".nested.a.nope", ".nested.list", "$", ".", "$.str", "$x",
        "1", "0", "-3", "2.5", "1e6", "\"a\"", "\"\"", "\"a b-c_D\"", "\"%v\"", "\"%s|%d\"", "`[a-c]+`", "true", "false", "nil", "\"[\"", "\"$1\"", "\"name\"",
        "(list 1 2 3)", "(dict \"a\" 1)", "(int .int)", "(until 3)", "\"2006-01-02\"", "\"1.2.3\"", "\">=1.0\"", "\"a\"", "\",\"", "'x'", "\"t\"", ".tpl", ".yaml",
    ];

    private readonly Random _random = new(seed);

    public string Next()
    {
        var output = new StringBuilder("{{- define \"t\" }}<{{ . }}>{{ end -}}{{ $x := .str }}");
        Body(output, 0);
        return output.ToString();
    }

    private void Body(StringBuilder output, int depth)
    {
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            output.Append(Pick("a", " ", "\n  ", "k: ", ""));
            var (open, close) = (Pick("{{ ", "{{ ", "{{- "), Pick(" }}", " }}", " -}}"));
            switch (_random.Next(depth > 2 ? 4 : 9))
            {
                case 4:
                    output.Append(open).Append("if ").Append(Pipeline(2)).Append(close);
                    Body(output, depth + 1);
                    output.Append("{{ else }}").Append('E').Append("{{ end }}");
                    break;
                case 5:
                    output.Append(open).Append("with ").Append(Pipeline(2)).Append(close);
                    Body(output, depth + 1);
                    output.Append("{{ end }}");
                    break;
                case 6:
                    output.Append(open).Append(Pick("range ", "range $i, $x := ", "range $x := ")).Append(Pick(".list", ".map", ".mixed", ".nested.list", "(until 3)", "(list 1 2)", ".no")).Append(close);
                    Body(output, depth + 1);
                    output.Append(Pick("", "{{ break }}", "{{ continue }}", "")).Append("{{ else }}none{{ end }}");
                    break;
                case 7:
                    output.Append(open).Append(Pick("$x := ", "$x = ", "$y := ")).Append(Pipeline(2)).Append(close);
                    break;
                case 8:
                    output.Append(open).Append("template \"t\" ").Append(Pipeline(2)).Append(close);
                    break;
                default:
                    output.Append(open).Append(Pipeline(3)).Append(close);
                    break;
            }
        }
    }

    private string Pipeline(int depth)
    {
        var text = Command(depth);
        for (var i = _random.Next(3); i > 1; i--)
        {
            text += " | " + (_random.Next(3) > 0 ? Pick(s_unary) : Pick(s_binary) + " " + Operand(depth - 1));
        }

        return text;
    }

    private string Command(int depth) => _random.Next(4) switch
    {
        0 => Pick(s_unary).Split(' ')[0] + " " + Operand(depth - 1),
        1 => Pick(s_binary) + " " + Operand(depth - 1) + " " + Operand(depth - 1),
        2 => Pick(s_ternary) + " " + Operand(depth - 1) + " " + Operand(depth - 1) + " " + Operand(depth - 1),
        _ => Pick(s_atoms) is var atom && atom == "nil" ? "print nil" : atom,
    };

    private string Operand(int depth) => depth > 0 && _random.Next(3) == 0 ? "(" + Command(depth) + ")" : Pick(s_atoms);

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
