using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Tentacle.Platform.Directories;

/// <summary>A file in memory (memfd_create(2)), which disappears when it is closed.</summary>
public static class InMemoryFile
{
    /// <param name="name">The name that <c>/proc</c> shows for the file.</param>
    /// <exception cref="StorageException">The system has no such file, or no memory for it.</exception>
    [SupportedOSPlatform("linux")]
    public static SafeFileHandle Create(string name) => LinuxCalls.CreateInMemory(name);
}
