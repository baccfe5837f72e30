namespace Tentacle.Soak.Machine;

/// <summary>Whether a process grows: the straight line that fits its samples best, without the first third, in which it warms up.</summary>
internal static class MemorySlope
{
    /// <summary>Bytes per hour by least squares; 0 for fewer than three samples.</summary>
    public static double BytesPerHour(IReadOnlyList<ProcessFigures> samples)
    {
        var warm = samples.Skip(samples.Count / 3).ToList();
        if (warm.Count < 3)
        {
            return 0;
        }

        var meanTime = warm.Average(s => s.At.TotalHours);
        var meanBytes = warm.Average(s => (double)s.OwnBytes);
        var spread = warm.Sum(s => Math.Pow(s.At.TotalHours - meanTime, 2));
        return spread == 0 ? 0 : warm.Sum(s => (s.At.TotalHours - meanTime) * (s.OwnBytes - meanBytes)) / spread;
    }
}
