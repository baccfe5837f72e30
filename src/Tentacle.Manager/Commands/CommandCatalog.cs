using System.Text.Json;
using Tentacle.Platform.Programs;

namespace Tentacle.Manager.Commands;

/// <summary>The commands of the installed <c>tentacle</c>. Pages offer only what it supports.</summary>
public sealed class CommandCatalog(string program)
{
    private static readonly TimeSpan MaxHelpTime = TimeSpan.FromSeconds(20);
    private readonly Lazy<Task<IReadOnlySet<string>>> _names = new(() => ReadAsync(program));

    public async Task<bool> HasAsync(string command) => (await _names.Value).Contains(command);

    private static async Task<IReadOnlySet<string>> ReadAsync(string program)
    {
        if (await CommandOutput.ReadAsync(program, ["help", "--format", "json"], MaxHelpTime) is not { } text)
        {
            return new HashSet<string>();
        }

        using var help = JsonDocument.Parse(text);
        return help.RootElement.GetProperty("Commands").EnumerateArray().Select(command => command.GetProperty("Name").GetString()!).ToHashSet();
    }
}
