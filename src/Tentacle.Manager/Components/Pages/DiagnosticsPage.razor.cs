using Tentacle.Manager.Model;

namespace Tentacle.Manager.Components.Pages;

/// <summary>What could be wrong, checked from here.</summary>
public sealed partial class DiagnosticsPage
{
    private IReadOnlyList<DiagnosticCheck> Checks =>
        Now is { } now ? [.. DiagnosticChecks.Of(now, Clock.GetUtcNow()).OrderByDescending(check => check.Level)] : [];
}
