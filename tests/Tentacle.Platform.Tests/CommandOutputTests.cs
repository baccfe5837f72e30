using Tentacle.Platform.Programs;

namespace Tentacle.Platform.Tests;

public sealed class CommandOutputTests
{
    [Fact]
    public async Task ReadAsync_ProgramThatWritesWithoutMeasure_KeepsTheBeginning()
    {
        var output = await CommandOutput.ReadAsync("/bin/sh", ["-c", "yes | head -c 50000000; yes | head -c 50000000 >&2"], TimeSpan.FromMinutes(1));

        Assert.Equal(ProgramText.MaxAnswerLength, output!.Length);
    }

    [Fact]
    public async Task ReadAsync_ProgramThatFails_IsNothing() =>
        Assert.Null(await CommandOutput.ReadAsync("/bin/sh", ["-c", "echo output; exit 1"], TimeSpan.FromMinutes(1)));
}
