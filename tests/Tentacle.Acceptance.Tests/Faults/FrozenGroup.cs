using System.Globalization;

namespace Tentacle.Acceptance.Tests.Faults;

/// <summary>Freezes a process so that no signal reaches it, as a hanging network file system would; thaws it at the end.</summary>
internal sealed class FrozenGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup/freezer";
    private readonly string _path = Path.Combine(Root, "tentacle-test-" + Guid.NewGuid().ToString("N"));

    private FrozenGroup(int pid)
    {
        Directory.CreateDirectory(_path);
        File.WriteAllText(Path.Combine(_path, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(_path, "freezer.state"), "FROZEN");
    }

    public static bool IsPossible
    {
        get
        {
            var probe = Path.Combine(Root, "tentacle-test-" + Guid.NewGuid().ToString("N"));
            try
            {
                if (!Directory.Exists(Root))
                {
                    return false;
                }

                Directory.CreateDirectory(probe);
                Directory.Delete(probe);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    public static FrozenGroup Of(int pid) => new(pid);

    public void Dispose() => File.WriteAllText(Path.Combine(_path, "freezer.state"), "THAWED");
}
