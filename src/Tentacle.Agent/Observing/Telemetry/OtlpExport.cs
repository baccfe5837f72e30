using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tentacle.Agent.Identity;
using Tentacle.Agent.Observing.Metrics;
using Tentacle.Core.Jobs.Reporting;

namespace Tentacle.Agent.Observing.Telemetry;

/// <summary>Sends telemetry to one collector: metrics at intervals, and jobs when they end. Sends both once more when it is disposed.</summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const int MaxWaiting = 2048;
    private const int MaxAtOnce = 512;
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<JobEnd> _jobs =
        Channel.CreateBounded<JobEnd>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly List<JobEnd> _taken = [];
    private readonly OtlpTarget _target;
    private readonly OtlpDelivery _delivery;
    private readonly AgentFacts _facts;
    private readonly MetricCollection _metrics;
    private readonly TimeProvider _time;
    private readonly Task _work;

    public OtlpExport(OtlpTarget target, AgentFacts facts, MetricCollection metrics, TimeProvider time, ILogger logger)
    {
        (_target, _facts, _metrics, _time) = (target, facts, metrics, time);
        _delivery = new OtlpDelivery(target, logger);
        _work = Task.WhenAll(SendMetricsAsync(_stop.Token), SendJobsAsync(_stop.Token));
    }

    /// <summary>Queues a job without waiting. When the queue is full, because the collector accepts nothing, the oldest job is dropped.</summary>
    public void Add(JobEnd job)
    {
        if (job.Trace.IsRecorded)
        {
            _jobs.Writer.TryWrite(job);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _jobs.Writer.Complete();
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var last = new CancellationTokenSource(LastWords, _time);
        try
        {
            await SendMetricsOnceAsync(last.Token);
            if (_taken.Count > 0 || TakeJobs())
            {
                await SendJobsOnceAsync(last.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposal does not wait longer for a collector.
        }

        _delivery.Dispose();
        _stop.Dispose();
    }

    private async Task SendMetricsAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_target.Interval, _time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            // The sums are cumulative, so the next delivery includes the values of a failed one.
            await SendMetricsOnceAsync(stop);
        }
    }

    private async Task SendMetricsOnceAsync(CancellationToken cancellationToken)
    {
        using var document = OtlpMetrics.Write(OtlpResource.From(_facts), _metrics, _time.GetUtcNow());
        await _delivery.TryAsync(document, cancellationToken);
    }

    private async Task SendJobsAsync(CancellationToken stop)
    {
        while (await _jobs.Reader.WaitToReadAsync(stop))
        {
            TakeJobs();
            for (var pause = MinPause; !await SendJobsOnceAsync(stop); pause = pause * 2 < MaxPause ? pause * 2 : MaxPause)
            {
                await Task.Delay(pause, _time, stop);
            }

            _taken.Clear();
        }
    }

    private async Task<bool> SendJobsOnceAsync(CancellationToken cancellationToken)
    {
        using var document = OtlpSpans.Write(OtlpResource.From(_facts), _taken);
        return await _delivery.TryAsync(document, cancellationToken);
    }

    private bool TakeJobs()
    {
        while (_taken.Count < MaxAtOnce && _jobs.Reader.TryRead(out var job))
        {
            _taken.Add(job);
        }

        return _taken.Count > 0;
    }
}
