using Microsoft.Playwright;
using Tentacle.Testing.Programs;

namespace Tentacle.Manager.Tests.Running;

/// <summary>The machine's own Chromium, without a screen. Installed when it is missing and that is allowed.</summary>
internal static class Chromium
{
    private const string Path = "/usr/bin/chromium";

    // Nothing that calls home, and no sandbox: tests run as root in containers.
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, CancellationToken cancellationToken)
    {
        await EnsureAsync(cancellationToken);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Headless = true, Args = Flags });
    }

    private static async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path))
        {
            return;
        }

        if (Environment.UserName != "root" || !File.Exists("/usr/bin/apt-get"))
        {
            throw new InvalidOperationException($"The browser tests need '{Path}', which is not installed. Install it, for example: sudo apt-get install --yes chromium.");
        }

        using var _ = await MachineLock.TakeAsync(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "tentacle-tests-install.lock"), cancellationToken);
        if (File.Exists(Path))
        {
            return;
        }

        var install = new ProgramStart("/bin/sh", "-c", "apt-get update -q && apt-get install --yes -q --no-install-recommends chromium fonts-dejavu-core")
        {
            Environment = new Dictionary<string, string?> { ["DEBIAN_FRONTEND"] = "noninteractive" },
        };
        (await RunningProgram.RunAsync(install, cancellationToken)).Succeeded();
    }
}
