using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tentacle.Cli.Commands.General;
using Tentacle.Cli.Invocations;
using Tentacle.Contracts;
using Tentacle.Instances;

namespace Tentacle.Cli;

/// <summary>
/// The log of command calls with account and instance, in the instance's log folder only, never on the console. It is a separate file, because the agent keeps
/// the other one open and rolls it.
/// </summary>
internal static class CommandLog
{
    private const string FileName = "Commands.txt";
    private const string OlderFileName = "Commands.0.txt";
    private const long MaxFileLength = 1 << 20;

    /// <summary>Records a call that used an instance.</summary>
    /// <param name="refusal">The reason why the command was rejected; null when it was not. A service that cannot start has no console for the message.</param>
    [SuppressMessage("Design", "CA1031", Justification = "A command never fails for its log: the folder may not be there yet, or be another account's.")]
    public static void Record(Invocation? invocation, string? refusal)
    {
        if (invocation?.UsedInstance is not { } instance)
        {
            return;
        }

        try
        {
            var logs = instance.HomeOf(instance.Settings.Load()).Logs;
            Append(logs, invocation.Terminal, $"tentacle {invocation.Command.Name} "
                + $"{VisibleText.Escape(string.Join(' ', invocation.Arguments.Masked))}{Environment.NewLine}{Diagnostics(invocation.Terminal)}{(refusal is null ? "" : $"{Environment.NewLine}  Refused: {refusal}")}");
        }
        catch (Exception)
        {
            // A command never fails because of its log.
        }
    }

    /// <summary>Writes the details of an unexpected error to the account's own log folder and returns a sentence with the path.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Where the log cannot be written the details go to the caller.")]
    public static string Keep(Exception error, Command command, Terminal terminal)
    {
        var logs = Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
            "Octopus",
            "Logs");
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

        // The folder may belong to another account, and root must not write to the target of a link that this account has made.
        if (File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: false) is not null)
        {
            throw new IOException($"'{path}' is a link.");
        }

        if (File.Exists(path) && new FileInfo(path).Length > MaxFileLength)
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
