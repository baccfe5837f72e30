using System.Runtime.InteropServices;
using Tentacle.Cli;
using Tentacle.Cli.Invocations;
using Tentacle.Platform.Processes;

InheritedState.Reset();
using var stop = new CancellationTokenSource();
var commandLine = new CommandLine(CommandTable.All);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return await commandLine.RunAsync(args, Terminal.OfThisProcess(), stop.Token);

// The first signal cancels a long-running command. Any other command, and a second signal, gets the default effect of the signal.
void Stop(PosixSignalContext signal)
{
    if (commandLine.Running is { StopsItself: true } && !stop.IsCancellationRequested)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
