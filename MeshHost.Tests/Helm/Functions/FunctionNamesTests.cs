using MeshHost.Helm.Functions;

namespace MeshHost.Tests.Helm.Functions;

public sealed class FunctionNamesTests
{
    private const string Builtins = "and call eq ge gt html index js le len lt ne not or print printf println slice urlquery";

    /// <summary>What Helm's map holds besides Go's builtins.</summary>
    private const string Helm =
        """
        abbrev abbrevboth add add1 add1f addf adler32sum ago all any append atoi b32dec b32enc b64dec b64enc base bcrypt biggest buildCustomCert
        camelcase cat ceil chunk clean coalesce compact concat contains date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy
        deepEqual default derivePassword dict dig dir div divf duration durationRound empty encryptAES ext fail first float64 floor fromJson
        fromJsonArray fromToml fromYaml fromYamlArray genCA genCAWithKey genPrivateKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert
        genSignedCertWithKey get getHostByName has hasKey hasPrefix hasSuffix hello htmlDate htmlDateInZone htpasswd include indent initial initials
        int int64 isAbs join kebabcase keys kindIs kindOf last list lookup lower max maxf merge mergeOverwrite min minf mod mul mulf mustAppend
        mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas mustInitial mustLast mustMerge mustMergeOverwrite
        mustPrepend mustPush mustRegexFind mustRegexFindAll mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest
        mustReverse mustSlice mustToDate mustToJson mustToPrettyJson mustToRawJson mustUniq mustWithout must_date_modify nindent nospace now omit
        osBase osClean osDir osExt osIsAbs pick pluck plural prepend push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric
        regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat replace required rest reverse
        round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice snakecase sortAlpha split splitList splitn squote sub subf
        substr swapcase ternary title toDate toDecimal toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl trim trimAll
        trimPrefix trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep untitle upper urlJoin urlParse
        uuidv4 values without wrap wrapWith
        """;

    /// <summary>What Helm 4 has beyond them.</summary>
    private const string Helm4 = "mustToToml mustToYaml";

    [Fact]
    public void Library_has_the_functions_of_Helm_and_no_others()
    {
        var expected = Names(Builtins).Union(Names(Helm)).Union(Names(Helm4)).Order(StringComparer.Ordinal).ToList();
        var actual = FunctionLibrary.Helm.Names.Order(StringComparer.Ordinal).ToList();

        Assert.Empty(expected.Except(actual));
        Assert.Empty(actual.Except(expected));
    }

    private static string[] Names(string text) => text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
