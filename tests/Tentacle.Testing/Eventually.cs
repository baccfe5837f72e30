namespace Tentacle.Testing;

/// <summary>Waits for a condition, with a deadline that only a broken program reaches.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <param name="condition">Asked again and again.</param>
    /// <param name="expectation">What should come true, for the failure's message.</param>
    /// <param name="cancellationToken">The test's.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, string expectation, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"Within {Deadline.TotalSeconds:0} s it did not come true that {expectation}.");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
