using System.Globalization;
using System.Text;

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

    /// <summary>Says how far it is; the same number again is not repeated.</summary>
    public void Progress(int percent, string message)
    {
        if (percent != _lastPercent)
        {
            _lastPercent = percent;
            Say($"##octopus[progress percentage='{Encode(percent.ToString(CultureInfo.InvariantCulture))}' message='{Encode(message)}']");
        }
    }

    private static string Encode(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
}
