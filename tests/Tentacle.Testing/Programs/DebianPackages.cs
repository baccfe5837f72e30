namespace Tentacle.Testing.Programs;

/// <summary>Programs of the distribution that tests need: installed once, by root only, one installation at a time on the machine.</summary>
public static class DebianPackages
{
    /// <param name="isThere">Whether the machine has them already.</param>
    /// <exception cref="InvalidOperationException">They are missing and cannot be installed from here; the message says how.</exception>
    public static async Task EnsureAsync(string packages, Func<bool> isThere, CancellationToken cancellationToken)
    {
        if (isThere())
        {
            return;
        }

        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"))
        {
            throw new InvalidOperationException($"These tests need {packages}, which are not installed. Install them, for example: sudo apt-get install --yes {packages}.");
        }

        using var _ = await MachineLock.TakeAsync(Path.Combine(Path.GetTempPath(), "tentacle-tests-install.lock"), cancellationToken);
        if (isThere())
        {
            return;
        }

        var install = new ProgramStart("/bin/sh", "-c", $"apt-get update -q && apt-get install --yes -q --no-install-recommends {packages}")
        {
            Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        (await RunningProgram.RunAsync(install, cancellationToken)).Succeeded();
    }
}
