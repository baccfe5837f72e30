using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Contracts;

namespace Tentacle.Cli.Tests;

/// <summary>Standard input that never ends.</summary>
public sealed class BoundedInputTests
{
    [Fact]
    public void ReadLine_LineWithoutEnd_IsRefused()
    {
        using var endless = new Endless();
        var error = Assert.Throws<UserErrorException>(() => BoundedInput.ReadLine(endless, "--password"));

        Assert.Contains("--password", error.Message, StringComparison.Ordinal);
        Assert.InRange(endless.Given, 0, 2L * BoundedInput.MaxLineLength);
    }

    [Fact]
    public void ReadToEnd_ScriptWithoutEnd_IsRefused()
    {
        using var endless = new Endless();
        Assert.Throws<UserErrorException>(() => BoundedInput.ReadToEnd(endless));
        Assert.InRange(endless.Given, 0, 2 * ApiLimits.JsonBytes);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\n", "")]
    [InlineData("a b", "a b")]
    [InlineData("a\r\nb\n", "a")]
    public void ReadLine_AsTheReaderItselfDoes(string input, string? expected)
    {
        using var reader = new StringReader(input);
        Assert.Equal(expected, BoundedInput.ReadLine(reader, "--password"));
    }

    private sealed class Endless : TextReader
    {
        public long Given { get; private set; }

        public override int Read()
        {
            Given++;
            return 'x';
        }

        public override int Read(Span<char> buffer)
        {
            buffer.Fill('x');
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
