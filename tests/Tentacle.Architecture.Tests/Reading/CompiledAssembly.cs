using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tentacle.Architecture.Tests.Reading;

/// <summary>Reads from a compiled assembly who uses whom: base types, interfaces, signatures and the bodies of methods.</summary>
/// <remarks>Attributes do not count: a type that names its JSON converter does not call it. Constants are copied by the compiler and leave no trace.</remarks>
public sealed class CompiledAssembly
{
    private readonly PEReader _image;
    private readonly MetadataReader _reader;

    private CompiledAssembly(PEReader image) => (_image, _reader) = (image, image.GetMetadataReader());

    /// <summary>Every use of one type by another, each pair once.</summary>
    public static IReadOnlyList<TypeUse> ReadUses(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        return [.. new CompiledAssembly(image).Uses().Distinct()];
    }

    private IEnumerable<TypeUse> Uses() =>
        from handle in _reader.TypeDefinitions
        let user = Name(handle)
        where user is not null
        from used in Mentioned(_reader.GetTypeDefinition(handle)).SelectMany(Types)
        let name = Name(used)
        where name is not null && name != user
        select new TypeUse(user, name);

    private IEnumerable<EntityHandle> Mentioned(TypeDefinition type)
    {
        if (!type.BaseType.IsNil)
        {
            yield return type.BaseType;
        }

        var others = type.GetInterfaceImplementations().Select(i => _reader.GetInterfaceImplementation(i).Interface)
            .Concat(type.GetFields().SelectMany(f => _reader.GetFieldDefinition(f).DecodeSignature(SignatureTypes.Provider, null)))
            .Concat(type.GetGenericParameters().SelectMany(g => _reader.GetGenericParameter(g).GetConstraints()).Select(c => _reader.GetGenericParameterConstraint(c).Type))
            .Concat(type.GetMethods().SelectMany(m => Mentioned(_reader.GetMethodDefinition(m))));
        foreach (var other in others)
        {
            yield return other;
        }
    }

    private IEnumerable<EntityHandle> Mentioned(MethodDefinition method)
    {
        var signature = SignatureTypes.Of(method.DecodeSignature(SignatureTypes.Provider, null));
        if (method.RelativeVirtualAddress == 0)
        {
            return signature;
        }

        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        var locals = body.LocalSignature.IsNil
            ? []
            : _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(SignatureTypes.Provider, null).SelectMany(l => l);
        return signature
            .Concat(locals)
            .Concat(body.ExceptionRegions.Where(r => !r.CatchType.IsNil).Select(r => r.CatchType))
            .Concat(IlOperands.Tokens(body.GetILBytes() ?? []));
    }

    // Down to the types themselves, whatever the token is.
    private IEnumerable<EntityHandle> Types(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition or HandleKind.TypeReference => [handle],
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(SignatureTypes.Provider, null),
        HandleKind.MemberReference => OfMember(_reader.GetMemberReference((MemberReferenceHandle)handle)),
        HandleKind.MethodDefinition => [_reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()],
        HandleKind.FieldDefinition => [_reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType()],
        HandleKind.MethodSpecification => OfSpecification(_reader.GetMethodSpecification((MethodSpecificationHandle)handle)),
        _ => [],
    };

    private IEnumerable<EntityHandle> OfMember(MemberReference member)
    {
        ImmutableArray<EntityHandle> signature = member.GetKind() == MemberReferenceKind.Method
            ? SignatureTypes.Of(member.DecodeMethodSignature(SignatureTypes.Provider, null))
            : member.DecodeFieldSignature(SignatureTypes.Provider, null);
        return Types(member.Parent).Concat(signature);
    }

    private IEnumerable<EntityHandle> OfSpecification(MethodSpecification method) =>
        Types(method.Method).Concat(method.DecodeSignature(SignatureTypes.Provider, null).SelectMany(t => t));

    private TypeName? Name(EntityHandle handle)
    {
        while (handle.Kind == HandleKind.TypeDefinition)
        {
            var definition = _reader.GetTypeDefinition((TypeDefinitionHandle)handle);
            if (definition.GetDeclaringType().IsNil)
            {
                return Name(definition.Namespace, definition.Name);
            }

            handle = definition.GetDeclaringType();
        }

        while (handle.Kind == HandleKind.TypeReference)
        {
            var reference = _reader.GetTypeReference((TypeReferenceHandle)handle);
            if (reference.ResolutionScope.Kind != HandleKind.TypeReference)
            {
                return Name(reference.Namespace, reference.Name);
            }

            handle = reference.ResolutionScope;
        }

        return null;
    }

    private TypeName Name(StringHandle @namespace, StringHandle name) => new(_reader.GetString(@namespace), _reader.GetString(name));
}
