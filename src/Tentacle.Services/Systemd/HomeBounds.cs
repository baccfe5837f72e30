using Tentacle.Instances;

namespace Tentacle.Services.Systemd;

/// <summary>Checks that a home directory belongs to one instance only, before all its content gets another owner.</summary>
internal static class HomeBounds
{
    private static readonly string[] SystemPlaces = ["bin", "boot", "dev", "lib", "lib64", "proc", "run", "sbin", "sys", "usr"];

    /// <summary>
    /// True for a directory of the system, and for a directory that contains an index of instances, this program, or files of another instance.
    /// </summary>
    public static bool HoldsMore(Instance instance, string home) =>
        IsOfTheSystem(home) || IsAtOrAbove(home, instance.ConfigurationRoot) || IsAtOrAbove(home, AppContext.BaseDirectory)
        || InstanceNeighbours.Find(InstanceIndex.ForThisProcess(), instance).All.Any(other => other.Meeting(home) is not null || other.Loses(home));

    // /home/U, /opt/X and /var/lib/X can be an instance's home; /home, /var/lib and anything in /usr cannot.
    private static bool IsOfTheSystem(string home) => home.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [] => true,
        [var top, ..] when SystemPlaces.Contains(top) => true,
        [_] => true,
        ["var", _] => true,
        _ => false,
    };

    private static bool IsAtOrAbove(string directory, string other) =>
        (other.TrimEnd('/') + "/").StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);
}
