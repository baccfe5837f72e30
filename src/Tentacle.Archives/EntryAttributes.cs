namespace Tentacle.Archives;

/// <summary>The attributes of a file in an archive. Owners are not included: installed files belong to the account that installs them.</summary>
/// <param name="Mode">
/// The permissions; null when the archive has none. Set-user-id and similar bits are ignored, so an archive cannot make a program run as another account.
/// </param>
/// <param name="ModifiedAt">The time of the last change; null when the archive has none. The file then has the time of its extraction.</param>
internal readonly record struct EntryAttributes(UnixFileMode? Mode, DateTimeOffset? ModifiedAt)
{
    private static readonly DateTimeOffset First = new(1901, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Last = new(2446, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Converts a time in seconds since 1970; null when file systems cannot store it.</summary>
    public static DateTimeOffset? TimeOf(long seconds, long ticks = 0) =>
        seconds >= First.ToUnixTimeSeconds() && seconds < Last.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(ticks) : null;
}
