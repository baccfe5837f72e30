namespace Tentacle.Manager.Commands;

/// <param name="Name">The name under which the browser saves the file.</param>
/// <param name="Path">The path to which the command writes the file.</param>
/// <param name="Address">The address from which the browser downloads the file.</param>
public sealed record MadeFile(string Name, string Path, string Address);
