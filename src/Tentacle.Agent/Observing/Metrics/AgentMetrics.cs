using System.Diagnostics.Metrics;
using Tentacle.Agent.Identity;
using Tentacle.Contracts;
using Tentacle.Core.Jobs;
using Tentacle.Core.Jobs.Site;
using Tentacle.Instances.Trust;
using Tentacle.Platform.Storage;

namespace Tentacle.Agent.Observing.Metrics;

/// <summary>The agent's own measurements at each collection of metrics, and the bytes that its callers transfer.</summary>
internal sealed class AgentMetrics : IDisposable
{
    public const string MeterName = "Tentacle.Agent";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _transferred;

    public AgentMetrics(AgentFacts facts, JobService jobs, JobSite site, RefusedConnections refused, TimeProvider time)
    {
        _transferred = _meter.CreateCounter<long>(
            "tentacle.transfer.io",
            "By",
            "Bytes of the bodies of requests (receive), and of answers (transmit) whose length was known before.");
        StartAtZero();
        _meter.CreateObservableUpDownCounter("cicd.pipeline.run.active", () => Active(jobs.DescribeDrain()), "{run}", "Jobs that are not complete.");
        _meter.CreateObservableGauge("tentacle.draining", () => jobs.DescribeDrain().Draining ? 1 : 0, description: "1 while the agent takes no new jobs.");
        _meter.CreateObservableCounter(
            "tentacle.connections.refused",
            () => refused.Total,
            "{connection}",
            "Connections of strangers that were ended after the handshake.");
        _meter.CreateObservableGauge(
            "tentacle.certificate.remaining",
            () => (facts.Certificate.NotAfter - time.GetUtcNow()).TotalSeconds,
            "s",
            "Time until the agent's certificate expires.");
        _meter.CreateObservableGauge("tentacle.disk.free", () => DiskSpace.FreeBytes(site.WorkRoot), "By", "Free on the disk where jobs work.");
        _meter.CreateObservableGauge("process.memory.usage", () => Environment.WorkingSet, "By", "Memory of the agent's process.");
        _meter.CreateObservableCounter("process.cpu.time", () => Environment.CpuUsage.TotalTime.TotalSeconds, "s", "Processor time of the agent's process.");
        _meter.CreateObservableGauge(
            "tentacle.build",
            () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", facts.Version)),
            description: "1; its label is the version.");
        if (OperatingSystem.IsLinux())
        {
            _meter.CreateObservableUpDownCounter(
                "process.open_file_descriptor.count",
                () => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
                "{file_descriptor}",
                "Files and connections that the agent's process has open.");
        }
    }

    /// <summary>Counts the bytes of an answered request.</summary>
    /// <param name="received">The bytes of the request's body. Null when there was none.</param>
    /// <param name="transmitted">The bytes of the answer's body. Null when the length was not known in advance.</param>
    public void CountTransfer(long? received, long? transmitted)
    {
        Count("receive", received);
        Count("transmit", transmitted);
    }

    public void Dispose() => _meter.Dispose();

    // A counter that appears with its first value shows no increase for that value.
    private void StartAtZero()
    {
        _transferred.Add(0, Direction("receive"));
        _transferred.Add(0, Direction("transmit"));
    }

    private static KeyValuePair<string, object?> Direction(string direction) => new("network.io.direction", direction);

    private static Measurement<int>[] Active(DrainState jobs) =>
    [
        new(jobs.Pending, new KeyValuePair<string, object?>("cicd.pipeline.run.state", "pending")),
        new(jobs.Running, new KeyValuePair<string, object?>("cicd.pipeline.run.state", "executing")),
    ];

    private void Count(string direction, long? bytes)
    {
        if (bytes is > 0 and var length)
        {
            _transferred.Add(length, Direction(direction));
        }
    }
}
