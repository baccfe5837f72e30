using System.Text.RegularExpressions;
using Tentacle.Testing;

namespace Tentacle.Acceptance.Tests.Documents;

/// <summary>The shell commands that a document tells its readers to type, in their order: the blocks marked <c>&lt;!-- tried by NAME --&gt;</c>.</summary>
internal static partial class DocumentedCommands
{
    public static IReadOnlyList<string> Read(string triedBy, params string[] document)
    {
        var text = File.ReadAllText(SourceTree.At(document));
        var blocks = Block().Matches(text).Where(m => m.Groups["by"].Value == triedBy).Select(m => m.Groups["commands"].Value).ToList();
        Assert.NotEmpty(blocks);
        return blocks;
    }

    [GeneratedRegex(@"<!-- tried by (?<by>\w+) -->\n```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
