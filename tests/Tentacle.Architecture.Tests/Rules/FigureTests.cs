using Tentacle.Figures;

namespace Tentacle.Architecture.Tests.Rules;

public sealed class FigureTests
{
    [Theory]
    [InlineData("internal sealed class A(int a, Dictionary<int, int> b, (int X, int Y) c, int d, int e);", 0)]
    [InlineData("internal sealed class A(int a, int b, int c, int d, int e, int f);", 1)]
    [InlineData("internal sealed class A\n{\n    public A(int a, int b, int c, int d, int e, int f)\n    {\n    }\n}", 1)]
    [InlineData("internal sealed record A(int a, int b, int c, int d, int e, int f);", 0)]
    public void Constructors_WithTooManyParameters_AreFound(string text, int expected) => Assert.Equal(expected, Constructors.LongerThan(5, [File("A", text)]).Count());

    [Fact]
    public void Circles_OfImports_AreFound()
    {
        var (one, other) = (File("X.One", "using Tentacle.X.Other;\nnamespace Tentacle.X.One;"), File("X.Other", "namespace Tentacle.X.Other;"));

        Assert.Empty(Circles.Of([one, other]));
        Assert.Equal(2, Circles.Of([one, File("X.Other", "using Tentacle.X.One;\nnamespace Tentacle.X.Other;")]).Count());
    }

    [Fact]
    public void Repeats_OfSixLines_AreFoundOnce()
    {
        var passage = string.Join('\n', Enumerable.Range(0, 8).Select(i => $"Call({i});"));

        Assert.Single(Repeats.Of(6, [File("A", "First();\n" + passage), File("B", "Second();\n" + passage + "\nThird();")]));
        Assert.Empty(Repeats.Of(9, [File("A", passage), File("B", passage)]));
    }

    private static SourceFile File(string name, string text) => new("Tentacle.X", name + ".cs", text.Split('\n'));
}
