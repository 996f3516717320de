#:property PublishAot=false
// Turns the listing of Aspire's public API (C# signatures in Markdown) into a project that declares it: bodies that throw, nothing that works.
// Usage: dotnet run AspireReference.cs LISTING.md FOLDER
// The listing leaves out types that an integration does not need. What the compiler misses (FOLDER/errors.txt, its output of the last attempt)
// is left out by the next one: a use of it is an error then, never a wrong success.
using System.Text;
using System.Text.RegularExpressions;

var source = new StringBuilder("#nullable enable\n");
string? type = null;
var kind = "";
var (inCode, inNamespace, hasConstructor, isTesting, outer) = (false, false, false, false, false);

var errors = File.Exists(Path.Combine(args[1], "errors.txt")) ? File.ReadAllText(Path.Combine(args[1], "errors.txt")) : "";
var missing = Regex.Matches(errors, @"CS0246: The type or namespace name '(\w+)").Select(m => m.Groups[1].Value).ToHashSet();

// A message of an attribute may go over several lines.
var listing = Regex.Replace(File.ReadAllText(args[0]), @"\[Obsolete\(""[^""]*""\)\]", m => m.Value.Replace('\n', ' '));
foreach (var raw in listing.Split('\n'))
{
    isTesting |= raw.StartsWith("## 11.", StringComparison.Ordinal);
    if (raw.StartsWith("```", StringComparison.Ordinal))
    {
        if (inNamespace)
        {
            source.AppendLine("}");
        }

        (inCode, inNamespace) = (raw == "```csharp", false);
        continue;
    }

    if (!inCode || isTesting)
    {
        continue;
    }

    if (Regex.Match(raw, @"^// namespace (\S+)") is { Success: true } ns)
    {
        source.AppendLine($"namespace {ns.Groups[1].Value}\n{{");
        inNamespace = true;
        continue;
    }

    // Members of other versions than the one that is referred to.
    if (!inNamespace || raw.StartsWith("//", StringComparison.Ordinal) || Regex.IsMatch(raw, "// (only |since main)"))
    {
        continue;
    }

    var isDefault = raw.Contains("/*default impl*/", StringComparison.Ordinal);
    var line = Regex.Replace(raw.Replace("/*default impl*/", "", StringComparison.Ordinal), @"\s{2,}//.*$", "").TrimEnd();

    // Enumerations' default values are printed without their type.
    line = Regex.Replace(line, @" = [A-Z][A-Za-z]*(?: \| [A-Z][A-Za-z]*)*([,)])", " = default$1");
    if (!line.StartsWith(' '))
    {
        if (Regex.Match(line, @"\b(class|record struct|record|interface|struct|enum) (\w+)(?:\.(\w+))?") is { Success: true } declared)
        {
            (type, hasConstructor) = (declared.Groups[2].Value, false);
            kind = line.Contains("static class", StringComparison.Ordinal) ? "static" : declared.Groups[1].Value;
            if (declared.Groups[3] is { Success: true, Value: var nested })
            {
                source.AppendLine($"public partial class {type} {{");
                (line, outer, type) = (line.Replace($"{type}.{nested}", nested, StringComparison.Ordinal), true, nested);
            }

            foreach (var name in missing)
            {
                line = Regex.Replace(line, $@"(?<=: .*)\b{name}(<\w+>)?,? ?", "");
            }

            line = Regex.Replace(line, "[,:] ?$", "");
            line = Regex.Replace(line, " (class|interface) ", " partial $1 ");
        }
        else if (line == "}" && kind is "class" or "record" && line == "}" && !hasConstructor)
        {
            // Classes that derive from this one inside the assembly need something to call.
            source.AppendLine($"    internal {type}() {{ }}");
        }

        source.AppendLine(line);
        if (line == "}" && outer)
        {
            source.AppendLine("}");
            outer = false;
        }

        continue;
    }

    if (Regex.Matches(line, @"\w+").Any(word => missing.Contains(word.Value)))
    {
        continue;
    }

    // The listing leaves out the attributes of parameters. What a Try method hands out is there when it returns true.
    line = Regex.Replace(line, @"(?<=\bTry\w+(<\w+>)?\(.*)\bout (?=\S+\? )", "[NotNullWhen(true)] out ");
    hasConstructor |= Regex.IsMatch(line, $@"\b(public|protected|internal) {type}\(\)");
    var isMethod = Regex.IsMatch(line, @"\)[^{}=]*;$") && !Regex.IsMatch(line, @"\b(const|abstract|delegate|static readonly)\b");
    if (isMethod && (kind != "interface" || isDefault))
    {
        line = line[..^1] + " => throw null!;";
    }
    else if (line.EndsWith("{ get; }", StringComparison.Ordinal) && (isDefault || line.Contains("this[", StringComparison.Ordinal)))
    {
        line = line[..^"{ get; }".Length] + "=> throw null!;";
    }

    source.AppendLine(line);
}

Directory.CreateDirectory(args[1]);
File.WriteAllText(Path.Combine(args[1], "Listing.cs"), source.ToString());
