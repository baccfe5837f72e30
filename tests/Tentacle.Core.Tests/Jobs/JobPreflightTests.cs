using Tentacle.Contracts;

namespace Tentacle.Core.Tests.Jobs;

public sealed class JobPreflightTests : IDisposable
{
    private static readonly JobRequest Request = new() { Script = new JobScript { Sh = "exit 0" } };
    private readonly JobHome _home = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Preflight_NothingInTheWay_NamesTheShellAndLeavesNothing()
    {
        using var jobs = _home.Open();
        var preflight = await jobs.PreflightAsync(Request, Token);

        Assert.True(preflight.WouldRun);
        Assert.Equal("sh", preflight.Shell!.Name);
        Assert.Null(preflight.WaitingFor);
        Assert.Empty(preflight.Errors);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Site.WorkRoot));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_home.Site.JobsRoot));
    }

    [Fact]
    public async Task Preflight_SeveralThingsWrong_NamesEachByMember()
    {
        _home.RequireFreeDisk(long.MaxValue / 2);
        using var jobs = _home.Open();
        var request = new JobRequest { Script = new JobScript { Cmd = "exit" }, TimeoutSeconds = -1, Files = [new JobFile("../out", [1])] };
        var preflight = await jobs.PreflightAsync(request, Token);

        Assert.False(preflight.WouldRun);
        Assert.Equal(["", "/files/0/name", "/script", "/timeoutSeconds"], preflight.Errors.Select(e => e.Pointer).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Preflight_FilesOfTheRequest_CountAgainstTheDisk()
    {
        using var jobs = _home.Open();
        var free = Platform.Storage.DiskSpace.FreeBytes(_home.Site.WorkRoot);

        // Others on this machine write to the same disk meanwhile.
        _home.RequireFreeDisk(free - (512 << 20));
        using var tight = _home.Open();

        Assert.True((await tight.PreflightAsync(Request, Token)).WouldRun);
        Assert.False((await tight.PreflightAsync(Request with { Files = [new JobFile("large", new byte[1 << 30])] }, Token)).WouldRun);
    }

    [Fact]
    public async Task Preflight_LockHeld_SaysForWhomItWouldWait()
    {
        File.Create(Path.Combine(_home.Site.JobsRoot, ".draining")).Dispose();
        _home.PutPending("holder");
        using var jobs = _home.Open();
        var preflight = await jobs.PreflightAsync(Request, Token);

        Assert.Equal([JobTicket.Parse("holder")], preflight.WaitingFor!.Holders);
        Assert.Equal(1, preflight.WaitingFor.Position);
        Assert.Contains("draining", Assert.Single(preflight.Errors).Detail, StringComparison.Ordinal);
    }
}
