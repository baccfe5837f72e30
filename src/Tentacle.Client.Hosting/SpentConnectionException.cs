namespace Tentacle.Client.Hosting;

/// <summary>The connection accepts no more calls. The call was not sent, so another connection may carry it.</summary>
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
