using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;
using Tentacle.Supervisor;

// One process per running job. It owns the job's process tree, log, time limits and exit code. Its instructions come on standard input, and its results are in
// the job's folder. The agent may stop and start meanwhile.
if (OperatingSystem.IsWindows())
{
    return LaunchSpecReader.Read(Console.OpenStandardInput()) is { } windowsOrder
        ? WindowsSupervision.Run(windowsOrder, TimeProvider.System)
        : SupervisorExitCodes.NoLaunchSpec;
}

InheritedState.Reset();
Detachment.Detach();
using var wake = new WakeListener();
return LaunchSpecReader.Read(Console.OpenStandardInput()) is { } spec ? Supervision.Run(spec, wake, TimeProvider.System) : SupervisorExitCodes.NoLaunchSpec;
