using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Tentacle.Instances;

namespace Tentacle.Cli.Tests;

/// <summary>What a change says to the agent that runs the instance.</summary>
public sealed class AgentNoticeTests : IDisposable
{
    private static readonly string A = new('A', 64);

    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact]
    public async Task Configure_AgentRuns_ReturnsAfterItHasApplied()
    {
        var instance = await _machine.CreateInstanceAsync();
        var seen = 0;
        await using var agent = await ListenAsync(instance, () =>
        {
            seen = instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers.Count;
            return Results.NoContent();
        });

        var called = await _machine.CallAsync("configure", "--trust", A);

        Assert.Equal((0, "", 1), (called.ExitCode, called.Error, seen));
        Assert.DoesNotContain("restart", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_PortOfRunningAgent_SaysThatItMustBeRestarted()
    {
        var instance = await _machine.CreateInstanceAsync();
        await using var agent = await ListenAsync(instance, () => Results.NoContent());

        var called = await _machine.CallAsync("configure", "--port", "12000");

        Assert.Contains("These changes require a restart of the Tentacle.", called.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_AgentRefuses_SaysThatItIsSavedButNotApplied()
    {
        var instance = await _machine.CreateInstanceAsync();
        await using var agent = await ListenAsync(instance, () => Results.StatusCode(500));

        var called = await _machine.CallAsync("configure", "--trust", A);

        Assert.Equal(0, called.ExitCode);
        Assert.Contains("The settings are saved, but the running agent has not confirmed", called.Error, StringComparison.Ordinal);
        Assert.Contains("500", called.Error, StringComparison.Ordinal);
        Assert.Single(instance.Settings.Load().Tentacle.Communication.TrustedOctopusServers);
    }

    [Fact]
    public async Task Configure_AgentHangs_GivesUpAndSaysSo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix sockets.");
        var instance = await _machine.CreateInstanceAsync();
        using var listener = Bind(instance);
        listener.Listen();

        var called = await _machine.CallAsync("configure", "--trust", A);

        Assert.Equal(0, called.ExitCode);
        Assert.Contains("it did not answer within 5 seconds", called.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configure_SocketOfDeadAgent_IsNoConcern()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix sockets.");
        var instance = await _machine.CreateInstanceAsync();
        LeaveSocketBehind(instance);

        var called = await _machine.CallAsync("configure", "--port", "12000");

        Assert.Equal((0, ""), (called.ExitCode, called.Error));
        Assert.DoesNotContain("restart", called.Out, StringComparison.Ordinal);
    }

    private static string SocketOf(Instance instance) => instance.HomeOf(instance.Settings.Load()).LocalSocket;

    // .NET deletes the file of a socket that it closes, under the name that it knows.
    private static void LeaveSocketBehind(Instance instance)
    {
        using (Bind(instance))
        {
            File.Move(SocketOf(instance), SocketOf(instance) + ".dead");
        }

        File.Move(SocketOf(instance) + ".dead", SocketOf(instance));
    }

    private static Socket Bind(Instance instance)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(SocketOf(instance)));
        return socket;
    }

    private static async Task<WebApplication> ListenAsync(Instance instance, Func<IResult> answer)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix sockets.");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(SocketOf(instance)));
        var agent = builder.Build();
        agent.MapPost("/api/v1/settings/reload", answer);
        await agent.StartAsync(TestContext.Current.CancellationToken);
        return agent;
    }
}
