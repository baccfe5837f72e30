using Microsoft.Playwright;
using Tentacle.Testing.Programs;

namespace Tentacle.Manager.Tests.Running;

/// <summary>The machine's own Chromium, driven by Playwright.</summary>
internal static class Chromium
{
    public static async Task<IBrowser> LaunchAsync(IPlaywright playwright, CancellationToken cancellationToken)
    {
        await ChromiumProgram.EnsureAsync(cancellationToken);
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = ChromiumProgram.Path, Headless = true, Args = ChromiumProgram.Flags });
    }
}
