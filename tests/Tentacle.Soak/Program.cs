using System.Runtime.InteropServices;
using Tentacle.Soak;

// Runs real agents under random work and faults and counts at the end: see docs/testing.md.
if (SoakOptions.Parse(args, out var error) is not { } options)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(SoakOptions.Usage);
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context));
return await SoakRun.RunAsync(options, Console.WriteLine, stop.Token) ? 0 : 1;

// The load ends early; what was done so far is counted all the same.
void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
