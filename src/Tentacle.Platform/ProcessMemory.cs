using System.Runtime.InteropServices;

namespace Tentacle.Platform;

/// <summary>The memory that this process uses.</summary>
public static partial class ProcessMemory
{
    /// <summary>
    /// Collects all garbage and returns free memory to the system, including native memory where the C library can. Pauses the process for some milliseconds.
    /// </summary>
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
            // musl has no malloc_trim and keeps less memory.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint keep);
}
