
namespace Tentacle.Manager.Commands;

public enum CommandRunLineKind
{
    Command,
    Output,
    Error,
}
