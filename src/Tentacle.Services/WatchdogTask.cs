using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Tentacle.Platform.Programs;
using Tentacle.Services.Control;

namespace Tentacle.Services;

/// <summary>
/// The scheduled task that starts stopped services on Windows. The service control manager does not retry a service that started too slowly at boot.
/// </summary>
/// <param name="Interval">The interval in minutes.</param>
/// <param name="Instances"><c>*</c> for all instances, or names separated by commas.</param>
public sealed partial record WatchdogTask(int Interval, string Instances)
{
    /// <summary>The name that the original Tentacle uses, so that an existing task is replaced.</summary>
    public const string Name = "Octopus Watchdog Tentacle";

    private const string Program = "schtasks.exe";

    /// <exception cref="ServiceException">The task cannot be created.</exception>
    public async Task CreateAsync(string tentacle, CancellationToken cancellationToken)
    {
        // The task is defined in a file, because a command line of schtasks is limited to 261 characters and has unreliable quoting.
        var path = Path.Combine(Path.GetTempPath(), $"tentacle-watchdog-{Guid.NewGuid():N}.xml");
        try
        {
            await File.WriteAllTextAsync(path, Compose(tentacle), Encoding.Unicode, cancellationToken);
            await CallAsync(["/Create", "/F", "/TN", Name, "/XML", path], "made", cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Removes the task. Does nothing when there is none.</summary>
    /// <exception cref="ServiceException">The task cannot be removed.</exception>
    public static async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not null)
        {
            await CallAsync(["/Delete", "/F", "/TN", Name], "removed", cancellationToken);
        }
    }

    /// <summary>The scheduled task; null when there is none, and always null on systems other than Windows.</summary>
    public static async Task<WatchdogTask?> FindAsync(CancellationToken cancellationToken) =>
        OperatingSystem.IsWindows() && await ProgramCall.RunAsync(Program, ["/Query", "/TN", Name, "/XML"], cancellationToken) is { Succeeded: true } answer
            ? Parse(answer.Output)
            : null;

    internal static WatchdogTask Parse(string xml)
    {
        var interval = IntervalElement().Match(xml) is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        var instances = InstancesArgument().Match(xml) is { Success: true } named ? named.Groups[1].Value : "*";
        return new WatchdogTask(interval, instances.Replace("&amp;", "&", StringComparison.Ordinal).Replace("&apos;", "'", StringComparison.Ordinal));
    }

    internal string Compose(string tentacle) => $"""
        <?xml version="1.0" encoding="UTF-16"?>
        <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
          <RegistrationInfo>
            <Description>Starts the Tentacle services that should run and do not.</Description>
          </RegistrationInfo>
          <Triggers>
            <TimeTrigger>
              <Repetition>
                <Interval>PT{Interval}M</Interval>
                <StopAtDurationEnd>false</StopAtDurationEnd>
              </Repetition>
              <StartBoundary>2000-01-01T00:00:00</StartBoundary>
              <Enabled>true</Enabled>
            </TimeTrigger>
          </Triggers>
          <Principals>
            <Principal id="Author">
              <UserId>S-1-5-18</UserId>
              <RunLevel>HighestAvailable</RunLevel>
            </Principal>
          </Principals>
          <Settings>
            <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
            <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
            <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
            <StartWhenAvailable>true</StartWhenAvailable>
            <ExecutionTimeLimit>PT30M</ExecutionTimeLimit>
            <Enabled>true</Enabled>
          </Settings>
          <Actions Context="Author">
            <Exec>
              <Command>{SecurityElement.Escape(tentacle)}</Command>
              <Arguments>{SecurityElement.Escape($"checkservices --instances=\"{Instances}\"")}</Arguments>
            </Exec>
          </Actions>
        </Task>
        """;

    private static async Task CallAsync(IReadOnlyList<string> arguments, string done, CancellationToken cancellationToken)
    {
        var answer = await ProgramCall.RunAsync(Program, arguments, cancellationToken);
        if (answer is not { Succeeded: true })
        {
            throw new ServiceException(
                $"The scheduled task '{Name}' could not be {done}: {answer?.Reason ?? $"there is no program '{Program}'"} Run the command in an elevated "
                + "prompt.");
        }
    }

    [GeneratedRegex(@"<Interval>PT(\d+)M</Interval>")]
    private static partial Regex IntervalElement();

    // The task of the original Tentacle has a space instead of the equals sign.
    [GeneratedRegex("--instances[= ](?:\"|&quot;)?([^<]*?)(?:\"|&quot;)?\\s*</Arguments>")]
    private static partial Regex InstancesArgument();
}
