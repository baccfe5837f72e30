namespace Tentacle.Fuzzing.Engine;

/// <summary>Makes the smallest input that fails in the same way.</summary>
internal static class Minimizer
{
    private const int MaxTries = 3000;
    private static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(30);

    public static byte[] Minimize(FuzzTarget target, byte[] input, string signature)
    {
        var started = TimeProvider.System.GetTimestamp();
        var tries = 0;
        for (var piece = Math.Max(1, input.Length / 2); piece > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= input.Length;)
            {
                if (++tries > MaxTries || TimeProvider.System.GetElapsedTime(started) > MaxDuration)
                {
                    return input;
                }

                byte[] shorter = [.. input.AsSpan(0, at), .. input.AsSpan(at + piece)];
                if (Verdict.Of(target, shorter).Signature == signature)
                {
                    input = shorter;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return input;
    }
}
