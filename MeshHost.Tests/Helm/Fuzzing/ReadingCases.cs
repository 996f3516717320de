namespace MeshHost.Tests.Helm.Fuzzing;

/// <summary>The functions that parse a text, each with a text that it takes: damaged, it is what a parser has to survive.</summary>
internal static class ReadingCases
{
    private static readonly (string Expression, string Text)[] s_cases =
    [
        ("fromYaml $x", "a: &x [1, {b: 'c'}]\nd: |2-\n   e\nf: *x\n<<: {g: \"\\u0041\"}\n? h\n: !!str 012\n"),
        ("fromYamlArray $x", "- - 1\n  - >+\n    a\n\n- {b: c}\n- 'it''s'\n"),
        ("fromJson $x", "{\"a\": [1e3, -0.5, \"\\ud83d\\ude00\\n\", true, null], \"b\": {\"c\": {}}}"),
        ("fromJsonArray $x", "[[[[]]], {\"a\": 1.5e-7}]"),
        ("fromToml $x", "title = \"a\"\n[t.\"u v\"]\nd = 1979-05-27T07:32:00Z\nn = [0x1F, 1_000, 3.14e2, inf]\nm = { p = 'q', \"r.s\" = \"\"\"x\ny\"\"\" }\n[[list]]\nk = true\n"),
        ("tpl $x .", "{{ range $i, $e := list 1 \"a\" nil }}{{ with $e }}{{ printf \"%5.2f|%-8q|%+v\" 1.5 \"x\" . }}{{ else }}{{ break }}{{ end }}{{ end }}"),
        ("tpl $x .", "{{ define \"r\" }}{{ if lt (len .) 90 }}{{ template \"r\" (print . .) }}{{ end }}{{ end }}{{ template \"r\" \"ab\" }}"),
        ("tpl $x .", "{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}{{ include \"loop\" . }}"),
        ("tpl $x .", "{{ range until 1000 }}{{ range until 1000 }}{{ range until 1000 }}{{ repeat 100 \"x\" }}{{ end }}{{ end }}{{ end }}"),
        ("regexFindAll $x \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\" -1", "^(a|aa)+(?P<n>b*)?[[:alpha:]\\pL^-]{2,5}(?i:x|\\Qy.z\\E)$"),
        ("regexReplaceAll $x \"abcabcabc\" $x", "((a*)*b?){10,50}${1}$2$$"),
        ("regexSplit $x \"a,b;c\" 5", "[,;]|\\bx+?|(?U)y*"),
        ("printf $x 1 \"a\" 2.5 .Values nil", "%[3]*.[2]d|%+08.3f|%-10q|%#x|%v|%T|%U|%%|%!|%999999999d"),
        ("semverCompare $x \"1.2.3-rc.1+b\"", ">=1.0.0-0 <2.0 || ~1.2.x || ^0.0.3 != 1.5 || 1.0 - 2.0"),
        ("semver $x", "v1.20.3-alpha.1.x-y+build.7"),
        ("toDate $x $x", "Mon, 02 Jan 2006 15:04:05.000 -0700 MST"),
        ("toDate \"2006-01-02T15:04:05Z07:00\" $x", "2024-02-30T12:59:60.123456789+02:00"),
        ("dateModify $x now", "-1h30m5.5s10ms"),
        ("durationRound $x", "2h45m"),
        ("urlParse $x", "https://user:p%40ss@[::1]:8080/a/b%2Fc;d?q=1&r=%zz#frag"),
        ("decryptAES \"secret\" $x", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="),
        ("b64dec $x | b32dec", "SkJTV1kzRFBFQjNXNjRUTU1RPT09PT09"),
        ("buildCustomCert $x $x", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSQ=="),
        ("genSignedCert $x (list $x) (list $x) 1 (genCA $x 1)", "foo.example.com"),
        ("splitn $x 3 $x | toYaml", "a-b-c"),
        ("dig \"a\" \"b\" $x .Values | toToml", "x"),
        (".Files.Glob $x | len", "**/{a,b[!c-e]*,?}.{txt,yaml}"),
        ("wrapWith 10 $x $x | snakecase | camelcase | kebabcase", "AHtmlParser2Go x_y-z HTTPServer"),
        ("substr 1 5 $x | abbrevboth 2 6 | nindent 3 | trunc -2", "héllo wörld ☃"),
    ];

    /// <summary>A template that reads <c>input.txt</c> of its chart, and what that file would hold undamaged.</summary>
    public static (string Template, string Text) Pick(Random random)
    {
        var (expression, text) = s_cases[random.Next(s_cases.Length)];
        return ("{{ $x := .Files.Get \"input.txt\" }}{{ print (" + expression + ") | quote }}", text);
    }
}
