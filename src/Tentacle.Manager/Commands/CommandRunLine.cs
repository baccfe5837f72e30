
namespace Tentacle.Manager.Commands;

public sealed record CommandRunLine(string Text, CommandRunLineKind Kind);
