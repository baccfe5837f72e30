using Tentacle.Cli.Invocations;
using Tentacle.Contracts;

namespace Tentacle.Cli.Remote;

/// <summary>Prints a job's log as if the script ran here: its output to standard output, its errors and the agent's messages to standard error.</summary>
internal sealed class JobLogPrinter(Terminal terminal)
{
    public void Print(LogRecord record)
    {
        var writer = record.Stream == LogStream.Stdout ? terminal.Out : terminal.Error;
        var text = record.Stream == LogStream.Agent ? $"[tentacle] {record.Text}" : record.Text;
        if (record.Partial)
        {
            writer.Write(text);
        }
        else
        {
            writer.WriteLine(text);
        }

        writer.Flush();
    }
}
