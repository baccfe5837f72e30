using System.Text;
using Tentacle.Core.Jobs.Records;
using Tentacle.Core.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>
/// Gives a job that runs longer than a moment a control group, where we may make one: should this supervisor die, its processes are still found. Short
/// jobs go without: joining a group takes longer than they run.
/// </summary>
internal sealed class JobGroup(LaunchSpec spec, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly long _started = time.GetTimestamp();
    private ControlGroup? _group;
    private bool _tried;

    /// <summary>The job's processes, as they are to be found now.</summary>
    public ProcessTree Tree => new(spec.Ticket.Value, spec.Environment.GetValueOrDefault("TentacleHome", ""), Environment.ProcessId, _group?.Path);

    /// <summary>Gathers the processes when it is time to.</summary>
    public void Look()
    {
        if (!_tried && time.GetElapsedTime(_started) >= Moment)
        {
            Gather();
        }
    }

    /// <summary>Gathers the processes now: what is killed as one cannot run away from it.</summary>
    public void Gather()
    {
        _tried = true;
        _group ??= ControlGroup.TryMake(ProcessIdentity.Current);
        if (_group is null)
        {
            return;
        }

        try
        {
            // First the way to it, then what is in it.
            File.WriteAllText(spec.Folder.ControlGroup, _group.Path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Tree.Gather();
        }
        catch (IOException)
        {
            // A full disk: the processes are still found by their parents and their environment.
        }
    }

    /// <summary>Removes the group, unless the script left something running in it.</summary>
    public void Leave() => _group?.Remove();
}
