using MeshHost.Helm.Templating;

namespace MeshHost.Helm.Functions;

/// <summary>The functions a chart's templates may call: Go's builtins, sprig's and Helm's own.</summary>
internal static class FunctionLibrary
{
    /// <summary>All of them. The map must not be changed; copy it to add or replace functions.</summary>
    public static FunctionMap Helm { get; } = Create();

    private static FunctionMap Create()
    {
        var functions = new FunctionMap();
        BuiltinFunctions.AddTo(functions);
        ComparisonFunctions.AddTo(functions);
        StringFunctions.AddTo(functions);
        CaseFunctions.AddTo(functions);
        ListFunctions.AddTo(functions);
        DictFunctions.AddTo(functions);
        MathFunctions.AddTo(functions);
        FlowFunctions.AddTo(functions);
        ReflectionFunctions.AddTo(functions);
        PathFunctions.AddTo(functions);
        EncodingFunctions.AddTo(functions);
        RegexFunctions.AddTo(functions);
        DateFunctions.AddTo(functions);
        SemverFunctions.AddTo(functions);
        UrlFunctions.AddTo(functions);
        RandomFunctions.AddTo(functions);
        HashFunctions.AddTo(functions);
        CertificateFunctions.AddTo(functions);
        TomlFunctions.AddTo(functions);
        HelmFunctions.AddTo(functions);
        return functions;
    }
}
