using System.Globalization;
using System.Text;
using Tentacle.Platform.Directories;

namespace Tentacle.Core.Packages;

/// <summary>The output of a deployment in its job's log: sentences for people, and progress as Octopus service messages.</summary>
public sealed class DeploymentOutput(TextWriter writer)
{
    private int _lastPercent = -1;

    public void Report(string text)
    {
        writer.WriteLine(text);
        writer.Flush();
    }

    /// <summary>Warns about entries that could not be removed; null writes nothing.</summary>
    public void ReportRemains(DirectoryRemains? remains)
    {
        if (remains is not null)
        {
            Report($"Warning: {remains.Sentence} It is not needed. The next deployment tries again; remove it, or give the agent's account the right to.");
        }
    }

    /// <summary>Writes the progress. It only increases: a value that is not larger than the last one is ignored.</summary>
    public void Progress(int percent, string message)
    {
        if (percent > _lastPercent)
        {
            _lastPercent = percent;
            Report($"##octopus[progress percentage='{Encode(percent.ToString(CultureInfo.InvariantCulture))}' message='{Encode(message)}']");
        }
    }

    private static string Encode(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
}
