namespace Tentacle.Core.Packages.Archives;

/// <summary>What an archive says of a file beside its content. Owners are not among it: what is installed belongs to the account that installs it.</summary>
/// <param name="Mode">Null where the archive knows none. Only permissions count: no archive makes a program run as another account.</param>
/// <param name="ModifiedAt">Null where the archive knows none; the file then has the time of its extraction.</param>
internal readonly record struct EntryAttributes(UnixFileMode? Mode, DateTimeOffset? ModifiedAt)
{
    private static readonly DateTimeOffset First = new(1901, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(2446, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A time in seconds since 1970, where file systems can hold it.</summary>
    public static DateTimeOffset? TimeOf(long seconds, long ticks = 0) =>
        seconds >= First.ToUnixTimeSeconds() && seconds < Last.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(ticks) : null;
}
