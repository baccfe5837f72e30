using System.Diagnostics;
#if DEBUG
using System.Runtime.InteropServices;
#endif

namespace Tentacle.Platform;

/// <summary>
/// Points at which a test can kill this process to simulate a power failure. The variable <see cref="Variable"/> names one of them. Release builds do not
/// contain the calls.
/// </summary>
public static partial class FaultPoint
{
    public const string Variable = "TENTACLE_DEBUG_KILL_AT";

    [Conditional("DEBUG")]
    public static void Reach(string name)
    {
#if DEBUG
        if (Environment.GetEnvironmentVariable(Variable) == name)
        {
            const int SigKill = 9;
            _ = kill(Environment.ProcessId, SigKill);
        }
#endif
    }

#if DEBUG
    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
#endif
}
