using Tentacle.Core.Platform;
using Tentacle.Supervisor;

// One process per running job: owns its process tree, its log, its time and its exit code. What it is told comes by standard input, what it
// did is in the job's folder; the agent may come and go meanwhile.
if (OperatingSystem.IsWindows())
{
    return OrderReader.Read(Console.OpenStandardInput()) is { } windowsOrder ? new WindowsSupervision(windowsOrder, TimeProvider.System).Run() : 1;
}

Detachment.Detach();
return OrderReader.Read(Console.OpenStandardInput()) is { } order ? Supervision.Run(order, TimeProvider.System) : 1;
