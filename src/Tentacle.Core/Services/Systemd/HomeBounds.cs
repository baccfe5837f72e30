using Tentacle.Core.Instances;

namespace Tentacle.Core.Services.Systemd;

/// <summary>Whether a home directory is one instance's alone, before all that is in it changes hands.</summary>
internal static class HomeBounds
{
    private static readonly string[] SystemPlaces = ["bin", "boot", "dev", "lib", "lib64", "proc", "run", "sbin", "sys", "usr"];

    /// <summary>True for a directory of the system, and for one that holds an index of instances, this program, or what another instance uses.</summary>
    public static bool HoldsMore(Instance instance, string home) =>
        IsOfTheSystem(home) || IsAtOrAbove(home, instance.ConfigurationRoot) || IsAtOrAbove(home, AppContext.BaseDirectory)
        || InstanceNeighbours.Of(InstanceIndex.ForThisProcess(), instance).All.Any(other => other.Meeting(home) is not null || other.Loses(home));

    // /home/U, /opt/X and /var/lib/X may be an instance's home; /home, /var/lib and all of /usr never are.
    private static bool IsOfTheSystem(string home) => home.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [] => true,
        [var top, ..] when SystemPlaces.Contains(top) => true,
        [_] => true,
        ["var", _] => true,
        _ => false,
    };

    private static bool IsAtOrAbove(string directory, string other) => (other.TrimEnd('/') + "/").StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);
}
