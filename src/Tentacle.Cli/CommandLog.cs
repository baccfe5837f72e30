using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tentacle.Cli.Commands;
using Tentacle.Cli.Invocations;
using Tentacle.Contracts;
using Tentacle.Core.Instances;

namespace Tentacle.Cli;

/// <summary>
/// What was called, by whom, on what: for the instance's log folder only, never for the console. A file of its own, because the agent
/// holds and rolls the other one.
/// </summary>
internal static class CommandLog
{
    private const string FileName = "Commands.txt";
    private const string OlderFileName = "Commands.0.txt";
    private const long LongestFile = 1 << 20;

    /// <summary>Notes a call that used an instance.</summary>
    /// <param name="refusal">Why it was not done; null when it was. A service that cannot start has no console to say it on.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A command never fails for its log: the folder may not be there yet, or be another account's.")]
    public static void Note(Invocation? invocation, string? refusal)
    {
        if (invocation?.UsedInstance is not { } instance)
        {
            return;
        }

        try
        {
            var logs = instance.HomeOf(instance.Settings.Load()).Logs;
            Append(logs, invocation.Terminal, $"tentacle {invocation.Command.Name} {VisibleText.Escape(string.Join(' ', invocation.Arguments.Masked))}{Environment.NewLine}{Diagnostics(invocation.Terminal)}{(refusal is null ? "" : $"{Environment.NewLine}  Refused: {refusal}")}");
        }
        catch (Exception)
        {
            // See above.
        }
    }

    /// <summary>Keeps the details of an unexpected error in the account's own log folder and says where.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Where the log cannot be written the details go to the caller.")]
    public static string Keep(Exception error, Command command, Terminal terminal)
    {
        var logs = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Octopus", "Logs");
        try
        {
            Append(logs, terminal, $"tentacle {command.Name}{Environment.NewLine}{Diagnostics(terminal)}{Environment.NewLine}{error}");
            return $"The details are in '{Path.Combine(logs, FileName)}'.";
        }
        catch (Exception)
        {
            return $"The details could not be written to '{logs}': {error}";
        }
    }

    private static void Append(string logs, Terminal terminal, string text)
    {
        InstanceHome.CreateFolder(logs);
        var path = Path.Combine(logs, FileName);

        // The folder may be another account's, and root must not write wherever a link of theirs leads.
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: false) is not null)
        {
            throw new IOException($"'{path}' is a link.");
        }

        if (File.Exists(path) && new FileInfo(path).Length > LongestFile)
        {
            File.Move(path, Path.Combine(logs, OlderFileName), overwrite: true);
        }

        var time = terminal.Time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        File.AppendAllText(path, $"{time} {text}{Environment.NewLine}", Encoding.UTF8);
    }

    private static string Diagnostics(Terminal terminal) => string.Join(Environment.NewLine,
    [
        $"  Version: {VersionCommand.Informational}",
        $"  OperatingSystem: {RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
        $"  CurrentUser: {Environment.UserName}",
        $"  MachineName: {Environment.MachineName}",
        $"  ProcessorCount: {Environment.ProcessorCount}",
        $"  CurrentDirectory: {terminal.CurrentDirectory ?? "deleted"}",
        $"  TempDirectory: {Path.GetTempPath()}",
        $"  ProcessId: {Environment.ProcessId}",
    ]);
}
