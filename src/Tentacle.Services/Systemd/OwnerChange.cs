using Tentacle.Instances;
using Tentacle.Platform.Programs;
using Tentacle.Services.Control;

namespace Tentacle.Services.Systemd;

/// <summary>Changes the owner of files, and of directories with all their content.</summary>
internal static class OwnerChange
{
    /// <exception cref="ServiceException">The owner cannot be changed.</exception>
    public static async Task RunAsync(Instance instance, IReadOnlyList<string> paths, UnixAccount account, CancellationToken cancellationToken)
    {
        // chown does not follow links, even those that are created while it is running.
        string[] arguments = ["--recursive", "--no-dereference", "-P", "--preserve-root", $"{account.User}:{account.Group}", "--"];
        if (await ProgramCall.RunAsync("chown", [.. arguments, .. paths], cancellationToken) is var answer && answer is not { Succeeded: true })
        {
            throw new ServiceException(
                $"The instance '{instance.Name}' could not be given to the account '{account.Name}': {answer?.Reason ?? "there is no program 'chown'"}.");
        }
    }
}
