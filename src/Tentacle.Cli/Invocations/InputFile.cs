using Tentacle.Cli.Parsing;
using Tentacle.Instances.Trust;

namespace Tentacle.Cli.Invocations;

/// <summary>Reads small files that the caller names. Pipes are allowed, although their length is not known before they end, but the size is limited.</summary>
internal static class InputFile
{
    /// <exception cref="UserErrorException">The file cannot be read, or is too large.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var content = new MemoryStream();
            var buffer = new byte[81_920];
            int read;
            while ((read = file.Read(buffer)) > 0)
            {
                content.Write(buffer.AsSpan(0, read));
                if (content.Length > CertificateImport.MaxContentSize)
                {
                    throw new UserErrorException(
                        $"The file '{path}' is larger than {CertificateImport.MaxContentSize / 1024 / 1024} MiB, so it holds no certificate. Name another.");
                }
            }

            return content.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UserErrorException(
                $"The file '{path}' could not be read as '{Environment.UserName}': {e.Message} Name another, or run the command as an account that may read "
                + "it.",
                e);
        }
    }
}
