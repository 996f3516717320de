using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace MeshHost.Tests.Hosting;

/// <summary>Reads from a compiled assembly which types and members of another assembly it refers to, as documentation-comment ids.</summary>
internal static class ReferencedMembers
{
    public static IReadOnlySet<string> Of(Assembly assembly, string referenced)
    {
        using var file = File.OpenRead(assembly.Location);
        using var portable = new PEReader(file);
        var reader = portable.GetMetadataReader();
        var names = new NameProvider();
        var ids = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var handle in reader.TypeReferences.Where(h => IsFrom(reader, h, referenced)))
        {
            ids.Add("T:" + names.GetTypeFromReference(reader, handle, 0));
        }

        foreach (var member in reader.MemberReferences.Select(reader.GetMemberReference))
        {
            if (DeclaringType(reader, member) is { } type && IsFrom(reader, type, referenced))
            {
                ids.Add(Id(reader, member, names.GetTypeFromReference(reader, type, 0), names));
            }
        }

        return ids;
    }

    private static string Id(MetadataReader reader, MemberReference member, string type, NameProvider names)
    {
        var name = reader.GetString(member.Name);
        if (member.GetKind() == MemberReferenceKind.Field)
        {
            return $"F:{type}.{name}";
        }

        var signature = member.DecodeMethodSignature(names, genericContext: null);
        if (name == "<Clone>$")
        {
            // The compiler's own way to copy a record: no list of an API's members has it.
            return "T:" + type;
        }

        var arity = signature.GenericParameterCount > 0 ? "``" + signature.GenericParameterCount : "";
        var result = name is "op_Implicit" or "op_Explicit" ? "~" + signature.ReturnType : "";
        return $"M:{type}.{name.Replace('.', '#')}{arity}{Parameters(signature.ParameterTypes)}{result}";
    }

    private static string Parameters(ImmutableArray<string> types) => types.IsEmpty ? "" : $"({string.Join(',', types)})";

    private static TypeReferenceHandle? DeclaringType(MetadataReader reader, MemberReference member) => member.Parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)member.Parent,
        HandleKind.TypeSpecification => GenericTypeOf(reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)member.Parent).Signature)),
        _ => null,
    };

    private static TypeReferenceHandle? GenericTypeOf(BlobReader signature)
    {
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        signature.ReadCompressedInteger();
        return signature.ReadTypeHandle() is { Kind: HandleKind.TypeReference } handle ? (TypeReferenceHandle)handle : null;
    }

    private static bool IsFrom(MetadataReader reader, TypeReferenceHandle handle, string assembly) => reader.GetTypeReference(handle).ResolutionScope switch
    {
        { Kind: HandleKind.AssemblyReference } scope => reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)scope).Name) == assembly,
        { Kind: HandleKind.TypeReference } outer => IsFrom(reader, (TypeReferenceHandle)outer, assembly),
        _ => false,
    };

    /// <summary>Writes types as documentation-comment ids do.</summary>
    private sealed class NameProvider : ISignatureTypeProvider<string, object?>
    {
        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            var name = reader.GetString(type.Name);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{name}"
                : Join(reader.GetString(type.Namespace), name);
        }

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeDefinition(handle);
            return Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
        }

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
            $"{genericType[..genericType.IndexOf('`', StringComparison.Ordinal)]}{{{string.Join(',', typeArguments)}}}";

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "System." + typeCode;

        public string GetSZArrayType(string elementType) => elementType + "[]";

        public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{string.Join(',', Enumerable.Repeat("0:", shape.Rank))}]";

        public string GetByReferenceType(string elementType) => elementType + "@";

        public string GetPointerType(string elementType) => elementType + "*";

        public string GetGenericMethodParameter(object? genericContext, int index) => "``" + index;

        public string GetGenericTypeParameter(object? genericContext, int index) => "`" + index;

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "=FUNC:" + signature.ReturnType;

        private static string Join(string ns, string name) => ns.Length == 0 ? name : $"{ns}.{name}";
    }
}
