using Tentacle.Manager;
using Tentacle.Platform.Processes;

InheritedState.Reset();

if (args is ["--help" or "-h" or "-?" or "/?"])
{
    Console.WriteLine(ManagerOptions.Usage);
    return 0;
}

try
{
    await ManagerHost.RunAsync(ManagerOptions.Parse(args), TimeProvider.System);
    return 0;
}
catch (ManagerStartException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
