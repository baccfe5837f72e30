using System.Runtime.InteropServices;
using Tentacle.Cli;
using Tentacle.Cli.Invocations;
using Tentacle.Core.Platform.Processes;

InheritedState.Reset();
using var stop = new CancellationTokenSource();
var commandLine = new CommandLine(CommandTable.All);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await commandLine.RunAsync(args, Terminal.OfThisProcess(), stop.Token);

// A command that runs for long is asked to stop, once; any other, and an impatient caller, gets what a signal does by itself.
void Stop(PosixSignalContext signal)
{
    if (commandLine.Running is { StopsItself: true } && !stop.IsCancellationRequested)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
