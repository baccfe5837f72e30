using Tentacle.Architecture.Tests.Samples.Lower;
using Tentacle.Architecture.Tests.Samples.Upper;

namespace Tentacle.Architecture.Tests.Reading;

public sealed class CompiledAssemblyTests
{
    private static readonly IReadOnlyList<TypeUse> Uses = CompiledAssembly.ReadUses(typeof(CompiledAssemblyTests).Assembly.Location);

    [Theory]
    [InlineData(typeof(ILower))]
    [InlineData(typeof(LowerField))]
    [InlineData(typeof(LowerParameter))]
    [InlineData(typeof(LowerInLambda))]
    [InlineData(typeof(LowerArgument))]
    [InlineData(typeof(LowerToken))]
    [InlineData(typeof(LowerElement))]
    [InlineData(typeof(LowerException))]
    [InlineData(typeof(LowerStatic))]
    public void ReadUses_EveryWayOfUse_IsFound(Type used) => Assert.Contains(new TypeUse(Name(typeof(Caller)), Name(used)), Uses);

    [Fact]
    public void ReadUses_WhatIsNotUsed_IsNotThere()
    {
        Assert.DoesNotContain(new TypeUse(Name(typeof(Caller)), Name(typeof(LowerUnused))), Uses);
        Assert.DoesNotContain(Uses, u => u.User.Namespace == typeof(LowerUnused).Namespace && u.Used.Namespace == typeof(Caller).Namespace);
    }

    private static TypeName Name(Type type) => new(type.Namespace!, type.Name);
}
