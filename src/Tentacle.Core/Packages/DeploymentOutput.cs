using System.Globalization;
using System.Text;
using Tentacle.Core.Platform.Directories;

namespace Tentacle.Core.Packages;

/// <summary>What a deployment says in its job's log: sentences for people, and progress as the service messages that Octopus knows.</summary>
public sealed class DeploymentOutput(TextWriter writer)
{
    private int _lastPercent = -1;

    public void Say(string text)
    {
        writer.WriteLine(text);
        writer.Flush();
    }

    /// <summary>Warns of what could not be removed; null is nothing.</summary>
    public void SayRemains(DirectoryRemains? remains)
    {
        if (remains is not null)
        {
            Say($"Warning: {remains.Sentence} It is not needed. The next deployment tries again; remove it, or give the agent's account the right to.");
        }
    }

    /// <summary>Says how far it is. The number only grows: the same one again, or a smaller one, is not told.</summary>
    public void Progress(int percent, string message)
    {
        if (percent > _lastPercent)
        {
            _lastPercent = percent;
            Say($"##octopus[progress percentage='{Encode(percent.ToString(CultureInfo.InvariantCulture))}' message='{Encode(message)}']");
        }
    }

    private static string Encode(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
}
