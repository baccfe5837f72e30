using Tentacle.Client;
using Tentacle.Contracts;

namespace Tentacle.Manager.Model.Jobs;

/// <summary>Follows a job and its log, also over a restart of the agent, and reports changes a few times per second.</summary>
public sealed class JobWatch(TentacleClient agent, JobTicket ticket, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private bool _hasNews = true;

    public Job? Job { get; private set; }

    public JobLogIndex Log { get; } = new(agent, ticket);

    /// <summary>Reads the job once.</summary>
    /// <exception cref="TentacleConnectionException">The agent is not reachable.</exception>
    /// <exception cref="TentacleProblemException">The job does not exist.</exception>
    public async Task InspectAsync(CancellationToken cancellationToken) => Job = await agent.GetJobAsync(ticket, cancellationToken);

    /// <param name="show">Renders the changes.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    public async Task RunAsync(Func<Task> show, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(show);

        // The log is read outside the page's own thread, at full speed, so that the page stays responsive.
        var following = Task.Run(() => FollowAsync(cancellationToken), CancellationToken.None);
        using var timer = new PeriodicTimer(Interval, time);
        var looked = time.GetTimestamp();
        try
        {
            do
            {
                if (Job?.State != JobState.Complete && time.GetElapsedTime(looked) >= BetweenLooks)
                {
                    looked = time.GetTimestamp();
                    await TryLookAsync(cancellationToken);
                }

                if (Interlocked.Exchange(ref _hasNews, false))
                {
                    await show();
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The user has left the page.
        }

        await following;
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InspectAsync(cancellationToken);
            _hasNews = true;
        }
        catch (Exception e) when (AgentErrors.IsAway(e))
        {
            // The agent is not reachable. The next interval tries again.
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Log.FollowAsync(() => _hasNews = true, cancellationToken);
                await TryLookAsync(cancellationToken);
                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (AgentErrors.IsAway(e))
            {
                await Task.Delay(BetweenLooks, time, CancellationToken.None);
            }
        }
    }
}
