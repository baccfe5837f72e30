using Microsoft.Extensions.Time.Testing;
using Tentacle.Contracts;
using Tentacle.Core.Health;
using Tentacle.Core.Jobs.Site;
using Tentacle.Platform.Directories;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Jobs;

/// <summary>B1: what cannot be removed is told once a day and tried again, and fails nothing else.</summary>
public sealed class LeftoversTests : IDisposable
{
    private readonly TemporaryDirectory _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void TakeUntold_WhatStays_IsToldOnceADay()
    {
        var leftovers = new Leftovers(_time);
        leftovers.Record(_disk.Path, Remains());

        Assert.Equal([Remains()], leftovers.TakeUntold());
        _time.Advance(TimeSpan.FromHours(23));
        leftovers.Record(_disk.Path, Remains());
        Assert.Empty(leftovers.TakeUntold());
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal([Remains()], leftovers.TakeUntold());

        leftovers.Record(_disk.Path, remains: null);
        _time.Advance(TimeSpan.FromDays(2));
        Assert.Empty(leftovers.TakeUntold());
        Assert.Empty(leftovers.All);
    }

    [Fact]
    public void IsDue_WhatStays_IsTriedMoreAndMoreSeldomUpToOnceAnHour()
    {
        var leftovers = new Leftovers(_time);
        Assert.True(leftovers.IsDue(_disk.Path));
        for (var tries = 0; tries < 20; tries++)
        {
            leftovers.Record(_disk.Path, Remains());
            Assert.False(leftovers.IsDue(_disk.Path));
            _time.Advance(tries == 0 ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1));
            Assert.True(leftovers.IsDue(_disk.Path));
        }

        leftovers.Record(_disk.Path, Remains());
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.False(leftovers.IsDue(_disk.Path));
    }

    [Fact]
    public async Task Health_WhatStays_IsNamedUntilItIsGone()
    {
        using var home = new JobHome();
        var left = Path.Combine(home.Site.WorkRoot, ".deleted-1");
        Directory.CreateDirectory(left);
        home.Site.Leftovers.Record(left, Remains() with { Directory = left });
        var check = new LeftoversCheck(home.Site);

        var finding = await check.CheckAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HealthStatus.Warn, finding.Status);
        Assert.Contains("immutable", finding.Output, StringComparison.Ordinal);

        Directory.Delete(left);
        Assert.Equal(HealthStatus.Pass, (await check.CheckAsync(TestContext.Current.CancellationToken)).Status);
    }

    private DirectoryRemains Remains() => new(_disk.Path, 1, _disk["file"], StorageError.AccessDenied, "immutable");
}
