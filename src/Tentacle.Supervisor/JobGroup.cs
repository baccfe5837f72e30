using System.Text;
using Tentacle.Jobs.Format.Records;
using Tentacle.Platform.Processes;

namespace Tentacle.Supervisor;

/// <summary>
/// Puts a job that runs longer than one second into a control group, where the supervisor may create one. The job's processes are then found even if the
/// supervisor dies. Shorter jobs get no group, because joining a group takes longer than they run.
/// </summary>
internal sealed class JobGroup(LaunchSpec spec, TimeProvider time)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private readonly long _started = time.GetTimestamp();
    private ControlGroup? _group;
    private bool _tried;

    /// <summary>The job's process tree, found with the control group when there is one.</summary>
    public ProcessTree Tree => new(spec.Ticket.Value, spec.Environment.GetValueOrDefault("TentacleHome", ""), Environment.ProcessId, _group?.Path);

    /// <summary>Moves the processes into the control group once the job has run long enough.</summary>
    public void Inspect()
    {
        if (!_tried && time.GetElapsedTime(_started) >= Moment)
        {
            Collect();
        }
    }

    /// <summary>Moves the processes into the control group now. A group is killed as one, so no process can escape.</summary>
    public void Collect()
    {
        _tried = true;
        _group ??= ControlGroup.TryMake(ProcessIdentity.Current);
        if (_group is null)
        {
            return;
        }

        try
        {
            // The path of the group is written before processes are moved into it.
            File.WriteAllText(spec.Folder.ControlGroup, _group.Path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            Tree.Collect();
        }
        catch (IOException)
        {
            // The disk is full. The processes are still found by their parents and their environment.
        }
    }

    /// <summary>Removes the group, unless the script left something running in it.</summary>
    public void Leave() => _group?.Remove();
}
