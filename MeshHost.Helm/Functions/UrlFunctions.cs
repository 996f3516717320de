using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>sprig's functions on URLs.</summary>
internal static class UrlFunctions
{
    public static void AddTo(FunctionMap functions)
    {
        functions.Add<string, object?>("urlParse", Parse);
        functions.Add<Dictionary<string, object?>?, string>("urlJoin", Join);
    }

    private static Dictionary<string, object?> Parse(string text)
    {
        GoUrl url;
        try
        {
            url = GoUrl.Parse(text);
        }
        catch (FunctionException e)
        {
            throw new FunctionException($"unable to parse url: parse {GoQuote.Quote(text)}: {e.Message}", e);
        }

        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["scheme"] = url.Scheme,
            ["host"] = url.Host,
            ["hostname"] = url.HostName,
            ["path"] = url.Path,
            ["query"] = url.Query,
            ["opaque"] = url.Opaque,
            ["fragment"] = url.Fragment,
            ["userinfo"] = url.UserInfo ?? "",
        };
    }

    private static string Join(Dictionary<string, object?>? dict)
    {
        var userInfo = Text(dict, "userinfo");
        var url = new GoUrl
        {
            Scheme = Text(dict, "scheme"),
            Host = Text(dict, "host"),
            Path = Text(dict, "path"),
            Query = Text(dict, "query"),
            Opaque = Text(dict, "opaque"),
            Fragment = Text(dict, "fragment"),
            UserInfo = userInfo.Length == 0 ? null : GoUrl.Parse($"proto://{userInfo}@host").UserInfo,
        };
        return url.ToString();
    }

    private static string Text(Dictionary<string, object?>? dict, string key)
    {
        if (dict is null || !dict.TryGetValue(key, out var value))
        {
            return "";
        }

        return value switch
        {
            string text => text,
            null => throw new FunctionException(GoText.NilDereference),
            _ => throw new FunctionException($"unable to parse {key} key, must be of type string, but {GoValue.KindName(value)} found"),
        };
    }
}
