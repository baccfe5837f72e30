using System.Globalization;
using Serilog;
using Serilog.Events;
using Tentacle.Platform.Processes;

namespace Tentacle.Agent.Observing.Logging;

/// <summary>The agent's own log: the console, and <c>Logs/OctopusTentacle.txt</c>, of which seven files are kept.</summary>
public static class AgentLog
{
    private const long FileSize = 16 * 1024 * 1024;
    private const int FilesKept = 7;

    /// <summary>Configures the log.</summary>
    /// <param name="log">The configuration.</param>
    /// <param name="directory">The directory of the files.</param>
    /// <param name="control">The level of the log, and the secrets to mask. Both can change while the agent runs.</param>
    /// <param name="console">True to write to the console as well: information to stdout, errors to stderr.</param>
    public static void Configure(LoggerConfiguration log, string directory, LogControl control, bool console)
    {
        var formatter = new MaskedFormatter(CultureInfo.InvariantCulture, control);
        log
            .MinimumLevel.ControlledBy(control.Level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)

            // The command that starts the agent already reports a failed start in one sentence.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .WriteTo.File(
                formatter,
                Path.Combine(directory, "OctopusTentacle.txt"),
                fileSizeLimitBytes: Math.Min(FileSize, ProcessLimits.FileSize / 2),
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: FilesKept);
        if (console)
        {
            log.WriteTo.Console(formatter, standardErrorFromLevel: LogEventLevel.Error);
        }
    }
}
