using System.Text;

namespace Tentacle.Manager.Model.Jobs;

/// <summary>The end of the newest file of the agent's log.</summary>
public sealed class AgentLogTail(string directory)
{
    private const int MaxBytes = 512 * 1024;
    private const int LevelColumn = 24;
    private (string Path, long Length) _seen;

    public string? FilePath { get; private set; }

    /// <summary>The reason why the log cannot be read; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>The lines, newest first.</summary>
    public IReadOnlyList<AgentLogLine> Lines { get; private set; } = [];

    public void Read()
    {
        try
        {
            Problem = null;
            var newest = new DirectoryInfo(directory).EnumerateFiles("OctopusTentacle*.txt").MaxBy(file => file.LastWriteTimeUtc);
            if (newest is null || _seen == (newest.FullName, newest.Length))
            {
                return;
            }

            FilePath = newest.FullName;
            Lines = Parse(ReadEnd(newest.FullName));
            _seen = (newest.FullName, newest.Length);
        }
        catch (DirectoryNotFoundException)
        {
            Lines = [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = $"The log in '{directory}' cannot be read as '{Environment.UserName}': {e.Message}";
        }
    }

    private static string[] ReadEnd(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var isCut = file.Length > MaxBytes;
        file.Seek(isCut ? -MaxBytes : 0, isCut ? SeekOrigin.End : SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return isCut ? lines[1..] : lines;
    }

    // Lines of a stack trace have the level of the line that they follow.
    private static List<AgentLogLine> Parse(string[] lines)
    {
        var parsed = new List<AgentLogLine>(lines.Length);
        var level = AgentLogLevel.Information;
        foreach (var line in lines)
        {
            level = LevelOf(line) ?? level;
            parsed.Add(new AgentLogLine(level, line.TrimEnd('\r')));
        }

        parsed.Reverse();
        return parsed;
    }

    private static AgentLogLevel? LevelOf(string line) =>
        line.Length <= LevelColumn || !char.IsAsciiDigit(line[0]) ? null : line[LevelColumn..].Split(' ', 2)[0].ToUpperInvariant() switch
        {
            "VERB" or "DBUG" => AgentLogLevel.Debug,
            "INFO" => AgentLogLevel.Information,
            "WARN" => AgentLogLevel.Warning,
            "EROR" or "FATL" => AgentLogLevel.Error,
            _ => null,
        };
}
