using MeshHost.Helm.Functions.Crypto;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions that make keys and certificates.</summary>
internal static class CertificateFunctions
{
    private const ParameterKind Text = ParameterKind.String;
    private const ParameterKind Count = ParameterKind.Int;
    private const ParameterKind List = ParameterKind.List;
    private const ParameterKind Certificate = ParameterKind.Object;

    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, string>("genPrivateKey", PrivateKeys.Generate);
        functions.Add<string, string, object?>("buildCustomCert", BuildCustom);
        Add(functions, "genCA", [Text, Count], (e, a) => Issue(e, new CertificateRequestDetails((string)a[0]!, (nint)a[1]!) { IsAuthority = true }));
        Add(functions, "genCAWithKey", [Text, Count, Text], (e, a) => Issue(
            e, new CertificateRequestDetails((string)a[0]!, (nint)a[1]!) { IsAuthority = true, KeyPem = (string)a[2]! }));
        Add(functions, "genSelfSignedCert", [Text, List, List, Count], (e, a) => Issue(e, Details(a)));
        Add(functions, "genSelfSignedCertWithKey", [Text, List, List, Count, Text], (e, a) => Issue(e, Details(a) with { KeyPem = (string)a[4]! }));
        Add(functions, "genSignedCert", [Text, List, List, Count, Certificate], (e, a) => Issue(e, Details(a) with { Issuer = (CertificateObject)a[4]! }));
        Add(functions, "genSignedCertWithKey", [Text, List, List, Count, Certificate, Text], (e, a) => Issue(
            e, Details(a) with { Issuer = (CertificateObject)a[4]!, KeyPem = (string)a[5]! }));
    }

    private static void Add(FunctionMap functions, string name, ParameterKind[] parameters, FunctionBody body) =>
        functions.Add(new TemplateFunction(name, parameters, false, body) { ObjectTypeName = CertificateObject.GoTypeName });

    private static CertificateRequestDetails Details(object?[] arguments) => new((string)arguments[0]!, (nint)arguments[3]!)
    {
        Addresses = (List<object?>?)arguments[1] ?? [],
        DnsNames = (List<object?>?)arguments[2] ?? [],
    };

    private static CertificateObject Issue(Executor executor, CertificateRequestDetails details) =>
        CertificateIssuer.Issue(details, executor.Services.Time.GetUtcNow());

    private static CertificateObject BuildCustom(string certificate, string key)
    {
        var certificatePem = Decode(certificate, "unable to decode base64 certificate");
        var keyPem = Decode(key, "unable to decode base64 private key");
        CertificateIssuer.Read(certificatePem).Dispose();
        PrivateKeys.Read(keyPem).Dispose();
        return new CertificateObject(certificatePem, keyPem);
    }

    private static string Decode(string text, string message)
    {
        try
        {
            return ByteString.FromBytes(Convert.FromBase64String(text));
        }
        catch (FormatException e)
        {
            throw new FunctionException(message, e);
        }
    }
}
