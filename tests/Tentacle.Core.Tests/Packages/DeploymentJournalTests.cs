using Tentacle.Contracts;
using Tentacle.Core.Packages;
using Tentacle.Testing;

namespace Tentacle.Core.Tests.Packages;

public sealed class DeploymentJournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private DeploymentJournal Journal => new(_directory["deployments.ndjson"]);

    [Fact]
    public void Journal_EndAfterStart_IsOneDeployment()
    {
        Journal.Append(Deployment("one", DeploymentStatus.Started));
        Journal.Append(Deployment("two", DeploymentStatus.Started));
        Journal.Append(Deployment("one", DeploymentStatus.Succeeded));

        Assert.Equal([("one", DeploymentStatus.Succeeded), ("two", DeploymentStatus.Started)], Journal.Read().Select(d => (d.Ticket.Value, d.Status)));
    }

    [Fact]
    public void Journal_LineThatACrashCutShort_LosesNoOther()
    {
        Journal.Append(Deployment("one", DeploymentStatus.Succeeded));
        File.AppendAllText(_directory["deployments.ndjson"], "{\"ticket\":\"tw");

        Journal.Append(Deployment("three", DeploymentStatus.Succeeded));

        Assert.Equal(["one", "three"], Journal.Read().Select(d => d.Ticket.Value));
    }

    [Fact]
    public void Journal_ManyAtOnce_LosesNone()
    {
        Parallel.For(0, 50, i => Journal.Append(Deployment($"job-{i}", DeploymentStatus.Succeeded)));

        Assert.Equal(50, Journal.Read().Count);
    }

    public void Dispose() => _directory.Dispose();

    private static Deployment Deployment(string ticket, DeploymentStatus status) => new()
    {
        Ticket = JobTicket.Parse(ticket),
        Environment = "Test",
        Id = "web",
        Version = "1.0.0",
        Status = status,
        Directory = "/apps/Test/web/1.0.0",
        StartedAt = DateTimeOffset.UnixEpoch,
    };
}
