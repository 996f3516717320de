using System.Text;
using MeshHost.Helm.Templating;
using MeshHost.Helm.Templating.Values;

namespace MeshHost.Helm.Functions;

/// <summary>A URL in the parts net/url takes it apart into.</summary>
internal sealed record GoUrl
{
    private string _rawPath = "";
    private string _rawFragment = "";
    private bool _forceQuery;

    public string Scheme { get; init; } = "";

    public string Opaque { get; init; } = "";

    /// <summary>User and password, escaped; null when there are none.</summary>
    public string? UserInfo { get; init; }

    public string Host { get; init; } = "";

    public string Path { get; init; } = "";

    public string Query { get; init; } = "";

    public string Fragment { get; init; } = "";

    public string HostName
    {
        get
        {
            var host = Host;
            if (host.StartsWith('[') && host.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
            {
                return host[1..end];
            }

            var colon = host.LastIndexOf(':');
            return colon >= 0 && host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 ? host[..colon] : host;
        }
    }

    /// <exception cref="FunctionException">The text is no URL; the message is the reason alone.</exception>
    public static GoUrl Parse(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0 || text.Contains('\x7f', StringComparison.Ordinal))
        {
            throw new FunctionException("net/url: invalid control character in URL");
        }

        var rest = text;
        var rawFragment = "";
        var hash = rest.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0)
        {
            rawFragment = rest[(hash + 1)..];
            rest = rest[..hash];
        }

        if (rest == "*")
        {
            return new GoUrl { Path = "*" };
        }

        var (scheme, afterScheme) = SplitScheme(rest);
        rest = afterScheme;
        var forceQuery = rest.EndsWith('?') && rest.Count(c => c == '?') == 1;
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var query = question >= 0 ? rest[(question + 1)..] : "";
        rest = question >= 0 ? rest[..question] : rest;
        var fragment = UrlText.Unescape(rawFragment, UrlText.Part.Fragment);
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return new GoUrl { Scheme = scheme, Opaque = rest, Query = query, Fragment = fragment, _forceQuery = forceQuery, _rawFragment = rawFragment };
            }

            var segment = rest.Split('/')[0];
            if (segment.Contains(':', StringComparison.Ordinal))
            {
                throw new FunctionException("first path segment in URL cannot contain colon");
            }
        }

        string? userInfo = null;
        var host = "";
        if ((scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)) && rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var authority = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            (userInfo, host) = Authority(authority);
        }

        return new GoUrl
        {
            Scheme = scheme,
            UserInfo = userInfo,
            Host = host,
            Path = UrlText.Unescape(rest, UrlText.Part.Path),
            Query = query,
            Fragment = fragment,
            _rawPath = rest,
            _rawFragment = rawFragment,
            _forceQuery = forceQuery,
        };
    }

    private static (string Scheme, string Remainder) SplitScheme(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiLetter(c))
            {
                continue;
            }

            if (char.IsAsciiDigit(c) || c is '+' or '-' or '.')
            {
                if (i == 0)
                {
                    return ("", text);
                }

                continue;
            }

            if (c == ':')
            {
                return i == 0 ? throw new FunctionException("missing protocol scheme") : (text[..i].ToLowerInvariant(), text[(i + 1)..]);
            }

            return ("", text);
        }

        return ("", text);
    }

    private static (string? UserInfo, string Host) Authority(string authority)
    {
        var at = authority.LastIndexOf('@');
        var host = HostOf(authority[(at + 1)..]);
        if (at < 0)
        {
            return (null, host);
        }

        var user = authority[..at];
        if (user.Any(c => !(char.IsAsciiLetterOrDigit(c) || "-._:~!$&'()*+,;=%@".Contains(c, StringComparison.Ordinal))))
        {
            throw new FunctionException("net/url: invalid userinfo");
        }

        var colon = user.IndexOf(':', StringComparison.Ordinal);
        var name = Recode(colon < 0 ? user : user[..colon]);
        return (colon < 0 ? name : name + ":" + Recode(user[(colon + 1)..]), host);
    }

    private static string Recode(string text) => UrlText.Escape(UrlText.Unescape(text, UrlText.Part.UserPassword), UrlText.Part.UserPassword);

    private static string HostOf(string host)
    {
        if (host.StartsWith('['))
        {
            var end = host.LastIndexOf(']');
            if (end < 0)
            {
                throw new FunctionException("missing ']' in host");
            }

            CheckPort(host[(end + 1)..]);
        }
        else if (host.LastIndexOf(':') is >= 0 and var colon)
        {
            CheckPort(host[colon..]);
        }

        return UrlText.Unescape(host, UrlText.Part.Host);
    }

    private static void CheckPort(string port)
    {
        if (port.Length > 0 && (port[0] != ':' || port.AsSpan(1).IndexOfAnyExceptInRange('0', '9') >= 0))
        {
            throw new FunctionException($"invalid port {GoQuote.Quote(port)} after host");
        }
    }

    public override string ToString()
    {
        var output = new StringBuilder();
        if (Scheme.Length > 0)
        {
            output.Append(Scheme).Append(':');
        }

        if (Opaque.Length > 0)
        {
            output.Append(Opaque);
        }
        else
        {
            if (Scheme.Length > 0 || Host.Length > 0 || UserInfo is not null)
            {
                if (Host.Length > 0 || Path.Length > 0 || UserInfo is not null)
                {
                    output.Append("//");
                }

                output.Append(UserInfo).Append(UserInfo is null ? "" : "@").Append(UrlText.Escape(Host, UrlText.Part.Host));
            }

            var path = Escaped(Path, _rawPath, UrlText.Part.Path);
            if (path.Length > 0 && path[0] != '/' && Host.Length > 0)
            {
                output.Append('/');
            }

            if (output.Length == 0 && path.Split('/')[0].Contains(':', StringComparison.Ordinal))
            {
                output.Append("./");
            }

            output.Append(path);
        }

        if (_forceQuery || Query.Length > 0)
        {
            output.Append('?').Append(Query);
        }

        if (Fragment.Length > 0)
        {
            output.Append('#').Append(Escaped(Fragment, _rawFragment, UrlText.Part.Fragment));
        }

        return output.ToString();
    }

    private static string Escaped(string text, string raw, UrlText.Part part) => raw.Length > 0 && part == UrlText.Part.Path
        ? raw
        : text == "*" ? "*" : UrlText.Escape(text, part);
}
