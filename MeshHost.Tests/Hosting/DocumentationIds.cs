using System.Reflection;
using System.Text;

namespace MeshHost.Tests.Hosting;

/// <summary>The documentation-comment ids of what a type shows to those who use it or derive from it.</summary>
internal static class DocumentationIds
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Type type)
    {
        yield return "T:" + TypeName(type);
        foreach (var field in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName))
        {
            yield return $"F:{TypeName(type)}.{field.Name}";
        }

        foreach (var method in type.GetMembers(Declared).OfType<MethodBase>().Where(IsVisible))
        {
            yield return Id(method);
        }

        foreach (var property in type.GetProperties(Declared).Where(p => p.GetAccessors(nonPublic: true).Any(IsVisible)))
        {
            yield return $"P:{TypeName(type)}.{property.Name}{Parameters(property.GetIndexParameters())}";
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Id(MethodBase method)
    {
        var name = method.Name.Replace('.', '#').Replace('<', '{').Replace('>', '}');
        var arity = method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : string.Empty;
        var result = method is MethodInfo { Name: "op_Implicit" or "op_Explicit" } conversion ? "~" + Name(conversion.ReturnType) : string.Empty;
        return $"M:{TypeName(method.DeclaringType!)}.{name}{arity}{Parameters(method.GetParameters())}{result}";
    }

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? string.Empty : $"({string.Join(',', parameters.Select(p => Name(p.ParameterType)))})";

    private static string TypeName(Type type) => type.FullName!.Replace('+', '.');

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!) + "@";
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        }

        if (!type.IsGenericType)
        {
            return TypeName(type);
        }

        var name = new StringBuilder(type.GetGenericTypeDefinition().FullName!.Replace('+', '.'));
        name.Length = name.ToString().IndexOf('`', StringComparison.Ordinal);
        return name.Append('{').AppendJoin(',', type.GetGenericArguments().Select(Name)).Append('}').ToString();
    }
}
