
namespace Tentacle.Manager.Commands;

public enum CommandRunState
{
    Waiting,
    Running,
    Succeeded,
    Failed,
}
