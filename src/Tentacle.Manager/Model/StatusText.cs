using System.Globalization;
using System.Net;
using Tentacle.Contracts;

namespace Tentacle.Manager.Model;

/// <summary>Formats times, sizes and states for people.</summary>
public static class StatusText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var passed = now - then;
        return passed.TotalSeconds < 5 ? "just now"
            : passed.TotalMinutes < 1 ? Text($"{passed.TotalSeconds:0} s ago")
            : passed.TotalHours < 1 ? Text($"{Math.Floor(passed.TotalMinutes):0} min ago")
            : passed.TotalDays < 1 ? Text($"{Math.Floor(passed.TotalHours):0} h ago")
            : passed.TotalDays < 14 ? Text($"{Math.Floor(passed.TotalDays):0} days ago")
            : Text($"{then.ToLocalTime():yyyy-MM-dd}");
    }

    public static string Exact(DateTimeOffset time) => Text($"{time.ToLocalTime():yyyy-MM-dd HH:mm:ss zzz}");

    public static string Clock(DateTimeOffset time, DateTimeOffset now) =>
        time.ToLocalTime().Date == now.ToLocalTime().Date ? Text($"{time.ToLocalTime():HH:mm}") : Text($"{time.ToLocalTime():d MMMM, HH:mm}");

    public static string Duration(TimeSpan span) =>
        span.TotalSeconds < 10 ? Text($"{Math.Max(0, span.TotalSeconds):0.0} s")
        : span.TotalMinutes < 1 ? Text($"{span.TotalSeconds:0} s")
        : span.TotalHours < 1 ? Text($"{span.Minutes} min {span.Seconds:00} s")
        : Text($"{Math.Floor(span.TotalHours):0} h {span.Minutes:00} min");

    public static string Size(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1024 && unit < Units.Length - 1)
        {
            (size, unit) = (size / 1024, unit + 1);
        }

        return unit == 0 ? Text($"{bytes} B") : Text($"{size:0.#} {Units[unit]}");
    }

    public static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : Text($"{count:N0} {many}");

    /// <summary>The state of a job, in one word.</summary>
    public static string State(Job job)
    {
        ArgumentNullException.ThrowIfNull(job);
        return job switch
        {
            { State: JobState.Pending } => "Waiting",
            { State: JobState.Running } => "Running",
            { Outcome: JobOutcome.Succeeded } => "Succeeded",
            { Outcome: JobOutcome.Canceled } => "Canceled",
            { Outcome: JobOutcome.TimedOut } => "Timed out",
            { Outcome: JobOutcome.Lost } => "Lost",
            _ => "Failed",
        };
    }

    /// <summary>Formats an address. An IPv4 address that came through a dual-stack socket is shown as IPv4.</summary>
    public static string? Address(string? address) =>
        IPAddress.TryParse(address, out var parsed) && parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4().ToString() : address;

    /// <summary>The thumbprint in groups of four digits, for reading aloud.</summary>
    public static IReadOnlyList<string> Groups(Thumbprint thumbprint) => [.. thumbprint.Value.Chunk(4).Select(group => new string(group))];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
