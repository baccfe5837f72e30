using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Processes;
using Tentacle.Supervisor;

// One process per running job: owns its process tree, its log, its time and its exit code. What it is told comes by standard input, what it
// did is in the job's folder; the agent may come and go meanwhile.
if (OperatingSystem.IsWindows())
{
    return LaunchSpecReader.Read(Console.OpenStandardInput()) is { } windowsOrder ? WindowsSupervision.Run(windowsOrder, TimeProvider.System) : SupervisorExitCodes.NoLaunchSpec;
}

InheritedState.Reset();
Detachment.Detach();
using var wake = new WakeListener();
return LaunchSpecReader.Read(Console.OpenStandardInput()) is { } spec ? Supervision.Run(spec, wake, TimeProvider.System) : SupervisorExitCodes.NoLaunchSpec;
