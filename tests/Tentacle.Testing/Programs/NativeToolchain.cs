namespace Tentacle.Testing.Programs;

/// <summary>What a NativeAOT publish needs of the machine: clang and the headers of zlib.</summary>
internal static class NativeToolchain
{
    private const string Packages = "clang zlib1g-dev";

    /// <exception cref="InvalidOperationException">Something is missing and cannot be installed from here; the message says how.</exception>
    public static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (IsThere())
        {
            return;
        }

        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"))
        {
            throw new InvalidOperationException($"A native publish needs clang and zlib's headers, which are not installed. Install them, for example: sudo apt-get install --yes {Packages}.");
        }

        using var _ = await MachineLock.TakeAsync(Path.Combine(Path.GetTempPath(), "tentacle-tests-install.lock"), cancellationToken);
        if (IsThere())
        {
            return;
        }

        var install = new ProgramStart("/bin/sh", "-c", $"apt-get update -q && apt-get install --yes -q --no-install-recommends {Packages}")
        {
            Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        (await RunningProgram.RunAsync(install, cancellationToken)).Succeeded();
    }

    private static bool IsThere() =>
        File.Exists("/usr/include/zlib.h")
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, "clang")));
}
