using Tentacle.Instances;
using Tentacle.Testing;

namespace Tentacle.Cli.Tests;

/// <summary>The scripts that people have run here, and may run again.</summary>
public sealed class AutomationTests : IDisposable
{
    private static readonly string A = new('A', 40);

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("listening.sh", true)]
    [InlineData("polling.sh", false)]
    public async Task Sequence_Twice_EndsInTheSameState(string script, bool listens)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A shell script.");

        var first = await RunAsync(script);
        var afterFirst = await _machine.CallAsync("show-configuration");
        var second = await RunAsync(script);
        var afterSecond = await _machine.CallAsync("show-configuration");

        Assert.Equal((0, ""), (first.ExitCode, first.Error));
        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Equal(WithoutSubscription(afterFirst.Out), WithoutSubscription(afterSecond.Out));
        var settings = _machine.Index.Resolve("Tentacle", null, _machine.CurrentDirectory).Settings.Load();
        Assert.Equal(!listens, settings.Tentacle.Services.NoListen);
        Assert.All(settings.Tentacle.Communication.TrustedOctopusServers, server => Assert.Equal(A, server.Thumbprint.Value));
        Assert.Equal(!listens, settings.Tentacle.Communication.TrustedOctopusServers.Any(server => server.Address == "https://octopus.example:10943"));
        Assert.Single(_machine.Index.List());
    }

    // --reset-trust forgets the subscription with the server, here as in the original.
    private static string WithoutSubscription(string json) => System.Text.RegularExpressions.Regex.Replace(json, "poll://[^\"]*", "poll://");

    private Task<Called> RunAsync(string script) => _machine.CallShellAsync(SourceTree.At("tests", "Tentacle.Cli.Tests", "Scripts", script), _machine["octopus"], A);
}
