using System.Runtime.InteropServices;

namespace Tentacle.Core.Platform;

/// <summary>The memory that this process holds of the machine's.</summary>
public static partial class ProcessMemory
{
    /// <summary>Collects all garbage and gives what is free back to the system, native memory too where the C library can. Stops the process for some milliseconds.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // musl has none, and keeps less.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint keep);
}
