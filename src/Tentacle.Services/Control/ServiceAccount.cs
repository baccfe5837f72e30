
namespace Tentacle.Services.Control;

/// <summary>The account of a service.</summary>
/// <param name="Password">The password; null when none is needed: with systemd, for the system's own accounts, and for managed accounts.</param>
public sealed record ServiceAccount(string Name, string? Password)
{
    /// <summary>The name without the password.</summary>
    public override string ToString() => Name;
}
