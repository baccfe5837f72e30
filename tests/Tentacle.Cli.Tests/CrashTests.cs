using Tentacle.Testing.Programs;

namespace Tentacle.Cli.Tests;

/// <summary>Commands that are killed in the middle leave good settings behind.</summary>
public sealed class CrashTests : IDisposable
{
    private const int Rounds = 25;

    private readonly Machine _machine = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Configure_Killed_LeavesTheOldSettingsOrTheNew()
    {
        var instance = await _machine.CreateInstanceAsync();
        var time = TimeSpan.Zero;
        for (var round = 1; round <= Rounds; round++)
        {
            var before = instance.Settings.Load().Tentacle.Services.PortNumber;
            await using (var command = RunningProgram.Start(_machine.Command("configure", "--port", $"{20_000 + round}")))
            {
                // Later from round to round, so that every phase of the command is hit.
                await Task.Delay(time += TimeSpan.FromMilliseconds(12), TimeProvider.System, Token);
                command.Kill();
                await command.WaitForExitAsync(Token);
            }

            Assert.Contains(instance.Settings.Load().Tentacle.Services.PortNumber, new[] { before, 20_000 + round });
        }

        var called = await _machine.CallAsync("configure", "--port", "30000");
        Assert.Equal((0, "", 30_000), (called.ExitCode, called.Error, instance.Settings.Load().Tentacle.Services.PortNumber));
    }

    [Fact]
    public async Task Configure_ManyAtOnce_LoseNothing()
    {
        var instance = await _machine.CreateInstanceAsync();

        var calls = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _machine.CallAsync("configure", "--trust", $"{i:D40}")));

        Assert.All(calls, called => Assert.Equal((0, ""), (called.ExitCode, called.Error)));
        Assert.Equal(8, instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers.Count);
    }
}
