namespace Tentacle.Platform;

/// <summary>The shorter of two times, which the framework lacks.</summary>
public static class TimeSpanMinimum
{
    extension(TimeSpan)
    {
        public static TimeSpan Min(TimeSpan first, TimeSpan second) => first < second ? first : second;
    }
}
