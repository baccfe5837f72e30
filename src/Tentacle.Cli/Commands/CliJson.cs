using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tentacle.Cli.Commands;

/// <summary>The JSON output of commands. Names and order of the members are the original's, because scripts read them.</summary>
[JsonSerializable(typeof(CommandsView))]
[JsonSerializable(typeof(CommandView))]
[JsonSerializable(typeof(InstanceView[]))]
[JsonSerializable(typeof(ThumbprintView))]
[JsonSerializable(typeof(VersionView))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>Indented JSON without the escapes that only HTML needs.</summary>
    public static CliJson Readable { get; } = new(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

internal sealed record CommandsView(IReadOnlyList<CommandSummaryView> Commands);

internal sealed record CommandSummaryView(string Name, string Description, IReadOnlyList<string> Aliases);

internal sealed record CommandView(
    string Name, string Description, IReadOnlyList<string> Aliases, IReadOnlyList<OptionView> Options, IReadOnlyList<OptionView> CommonOptions);

internal sealed record OptionView(string Name, string Description);

internal sealed record InstanceView(string InstanceName, string ConfigurationFilePath)
{
    /// <summary>
    /// The account that owns the instance; null, and omitted, unless it is another account. The other instances have exactly the original's members.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Account { get; init; }
}

internal sealed record ThumbprintView(string Thumbprint, string Sha1Thumbprint);

internal sealed record VersionView(string InformationalVersion, string MajorMinorPatch, string NuGetVersion, string? SourceBranchName, bool IsPrerelease);
