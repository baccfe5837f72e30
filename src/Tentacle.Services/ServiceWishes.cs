
namespace Tentacle.Services;

/// <summary>The service operations that an administrator requests in one call.</summary>
public sealed record ServiceWishes
{
    public bool Restart { get; init; }
    public bool Stop { get; init; }
    public bool Uninstall { get; init; }
    public bool Install { get; init; }
    public bool Reconfigure { get; init; }
    public bool Start { get; init; }

    /// <summary>True when one of the operations changes the installation.</summary>
    public bool ChangesInstallation => Uninstall || Install || Reconfigure;
}
