using System.Globalization;
using System.Runtime.CompilerServices;

namespace Tentacle.Testing;

/// <summary>Waits for what will come true, and says well what did not.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not within the deadline (20 s unless given).</exception>
    public static Task TrueAsync(Func<bool> condition, CancellationToken cancellationToken, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), cancellationToken, within, what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, CancellationToken, TimeSpan?, string)"/>
    public static Task TrueAsync(Func<Task<bool>> condition, CancellationToken cancellationToken, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        PollAsync(async () => await condition() ? new Found<bool>(true) : null, () => "It was still false.", new Wait(what, within ?? DefaultDeadline), cancellationToken);

    /// <param name="condition">Asked again and again.</param>
    /// <param name="expectation">What should come true, for the failure's message.</param>
    /// <param name="cancellationToken">The test's.</param>
    /// <inheritdoc cref="TrueAsync(Func{bool}, CancellationToken, TimeSpan?, string)"/>
    public static Task TrueAsync(Func<Task<bool>> condition, string expectation, CancellationToken cancellationToken) =>
        TrueAsync(condition, cancellationToken, within: null, expectation);

    /// <summary>Waits until the probe finds something, and returns it.</summary>
    /// <exception cref="TimeoutException">It was still null at the deadline.</exception>
    public static Task<T> FindsAsync<T>(Func<Task<T?>> probe, CancellationToken cancellationToken, TimeSpan? within = null, [CallerArgumentExpression(nameof(probe))] string what = "")
        where T : class =>
        PollAsync(async () => await probe() is { } found ? new Found<T>(found) : null, () => "It was still null.", new Wait(what, within ?? DefaultDeadline), cancellationToken);

    /// <summary>Waits until the assertion passes; what it throws until then is kept for the message.</summary>
    /// <exception cref="TimeoutException">It never passed; the inner exception is the last failure.</exception>
    public static Task PassesAsync(Func<Task> assertion, CancellationToken cancellationToken, TimeSpan? within = null, [CallerArgumentExpression(nameof(assertion))] string what = "")
    {
        Exception? last = null;
        return PollAsync(TryAsync, () => $"The last failure: {last?.Message}", new Wait(what, within ?? DefaultDeadline) { Cause = () => last }, cancellationToken);

        async Task<Found<bool>?> TryAsync()
        {
            try
            {
                await assertion();
                return new Found<bool>(true);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                last = e;
                return null;
            }
        }
    }

    private static async Task<T> PollAsync<T>(Func<Task<Found<T>?>> probe, Func<string> state, Wait wait, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        for (var tries = 1; ; tries++)
        {
            if (await probe() is { } found)
            {
                return found.Value;
            }

            var elapsed = TimeProvider.System.GetElapsedTime(started);
            if (elapsed > wait.Deadline)
            {
                throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"After {elapsed.TotalSeconds:0.0} s and {tries} tries this had not come true: {wait.What}. {state()}"), wait.Cause());
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    private sealed record Found<T>(T Value);

    private sealed record Wait(string What, TimeSpan Deadline)
    {
        public Func<Exception?> Cause { get; init; } = () => null;
    }
}
