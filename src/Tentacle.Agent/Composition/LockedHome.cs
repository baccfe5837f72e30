using Tentacle.Instances;
using Tentacle.Instances.Settings;

namespace Tentacle.Agent.Composition;

/// <summary>The home of an instance while this agent holds its lock. What writes into the home gets its paths from here.</summary>
internal sealed class LockedHome : IDisposable
{
    private readonly AgentLock _lock;

    private LockedHome(InstanceHome paths, AgentLock held, string localSocket) => (Paths, _lock, LocalSocket) = (paths, held, localSocket);

    public InstanceHome Paths { get; }

    /// <summary>The address on which the agent listens for commands of this machine.</summary>
    public string LocalSocket { get; }

    /// <summary>Creates the directories of the home, and takes its lock.</summary>
    /// <exception cref="AgentStartException">The home cannot be written, or another agent holds its lock.</exception>
    public static LockedHome Take(Instance instance, InstanceHome home)
    {
        try
        {
            home.Create();
            var held = AgentLock.Take(home.AgentLock, instance.Name);
            try
            {
                instance.RememberHome(home);
                return new LockedHome(home, held, home.PlaceLocalSocket());
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (SettingsException e)
        {
            throw new AgentStartException(e.Message, e);
        }
    }

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(LocalSocket);
        }

        _lock.Dispose();
    }
}
