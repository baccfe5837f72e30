namespace Tentacle.Testing.Programs;

/// <summary>The machine's own Chromium, without a screen. Installed when it is missing and that is allowed.</summary>
public static class ChromiumProgram
{
    public const string Path = "/usr/bin/chromium";

    /// <summary>Nothing that calls home, and no sandbox: tests run as root in containers.</summary>
    public static IReadOnlyList<string> Flags { get; } =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];

    /// <exception cref="InvalidOperationException">It is missing and cannot be installed from here; the message says how.</exception>
    public static Task EnsureAsync(CancellationToken cancellationToken) => DebianPackages.EnsureAsync("chromium fonts-dejavu-core", () => File.Exists(Path), cancellationToken);
}
