namespace Tentacle.Client.Hosting;

/// <summary>A connection takes no more calls; this one was not sent, so it may go over another.</summary>
internal sealed class SpentConnectionException : IOException
{
    public SpentConnectionException()
        : this("The agent's connection takes no more calls.")
    {
    }

    public SpentConnectionException(string message)
        : base(message)
    {
    }

    public SpentConnectionException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public static bool IsCauseOf(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SpentConnectionException)
            {
                return true;
            }
        }

        return false;
    }
}
