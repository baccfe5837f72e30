using Tentacle.Cli.Invocations;
using Tentacle.Cli.Parsing;
using Tentacle.Cli.Remote;
using Tentacle.Contracts;

namespace Tentacle.Cli.Commands.Remote;

/// <summary><c>remote deploy</c>: sends an archive or a folder to a listening agent and deploys it, or redeploys a version that the agent still has.</summary>
internal static class RemoteDeployCommand
{
    private static readonly Option Target = Option.Value("environment", "The environment that is deployed to, for example Production");
    private static readonly Option Id = Option.Value("id", "Name of the package. Defaults to what stands before the version in the file's name.");
    private static readonly Option Version = Option.Value("version", "Version of the package. Defaults to the one in the file's name.");
    private static readonly Option Variable = Option.Many(
        "var",
        "A variable, K=V: put into files, and in the environment of the scripts; repeat it for more",
        sensitive: true);
    private static readonly Option Substitute = Option.Many("substitute", "Files that variables are put into, for example **/*.config; repeat it for more");
    private static readonly Option Keep = Option.Value("keep", $"How many successful versions stay there; 0 keeps all. Defaults to {JobPackage.DefaultKeep}.");
    private static readonly Option InstallTo = Option.Value("install-to", "A directory that gets the package's files as well");
    private static readonly Option Purge = Option.Flag("purge", "Remove what else is in that directory");
    private static readonly Option Redeploy = Option.Flag("redeploy", "Go back to a version that is there: nothing is sent");

    public static Command Create() => new("remote deploy", "Deploys a package to a listening Tentacle, acting as a server it trusts", RunAsync)
    {
        Positionals = "<archive or folder>",
        StopsItself = true,
        Options = [.. RemoteAgent.Options, Target, Id, Version, Variable, Substitute, Keep, InstallTo, Purge, Redeploy, .. RemoteJob.Options],
    };

    private static Task<int> RunAsync(Invocation invocation, CancellationToken interrupted) =>
        invocation.Arguments.Has(Redeploy) ? RedeployAsync(invocation, interrupted) : DeployAsync(invocation, interrupted);

    private static async Task<int> DeployAsync(Invocation invocation, CancellationToken interrupted)
    {
        if (invocation.Arguments.Positionals is not [var given])
        {
            throw new UserErrorException("Say what to deploy: one archive (zip, nupkg, tar, tar.gz, tar.bz2, tar.xz, tar.zst) or one folder.");
        }

        using var package = LocalPackage.Open(invocation.Terminal.FullPath(given));
        var request = RemoteJob.Configure(new JobRequest { Package = Package(invocation.Arguments, package) }, invocation.Arguments);
        var screen = new DeploymentScreen(invocation.Terminal);
        return await RemoteJob.RunAsync(
            invocation,
            (tentacle, ticket) => tentacle.SubmitAsync(ticket, request, [package.File], screen.Sending(package.File.Length), interrupted),
            screen.Print,
            interrupted);
    }

    private static Task<int> RedeployAsync(Invocation invocation, CancellationToken interrupted)
    {
        var arguments = invocation.Arguments;
        if (arguments.Positionals.Count > 0)
        {
            throw new UserErrorException($"--redeploy sends nothing, so '{arguments.Positionals[0]}' has no use. Leave one of them out.");
        }

        var redeployment = new JobRedeployment
        {
            Id = arguments.Get(Id),
            Version = arguments.Get(Version),
            Environment = arguments.Get(Target),
            Variables = Variables(arguments),
        };
        var request = RemoteJob.Configure(new JobRequest { Redeploy = redeployment }, arguments);
        return RemoteJob.RunAsync(
            invocation,
            (tentacle, ticket) => tentacle.SubmitAsync(ticket, request, cancellationToken: interrupted),
            new DeploymentScreen(invocation.Terminal).Print,
            interrupted);
    }

    private static JobPackage Package(Arguments arguments, LocalPackage package)
    {
        var (id, version) = package.NameParts();
        return new JobPackage
        {
            Id = arguments.Find(Id) ?? id ?? package.Name,
            Version = arguments.Find(Version) ?? version ?? throw new UserErrorException(
                $"The name '{package.Name}' holds no version. Say which it is: --version 1.0.0."),
            Environment = arguments.Get(Target),
            Upload = package.File.Name,
            Digest = package.Digest(),
            Variables = Variables(arguments),
            SubstituteIn = arguments.All(Substitute),
            Keep = arguments.FindNumber(Keep, 0, int.MaxValue) ?? JobPackage.DefaultKeep,
            CustomInstallDirectory = arguments.Find(InstallTo),
            Purge = arguments.Has(Purge),
        };
    }

    private static Dictionary<string, string> Variables(Arguments arguments) =>
        arguments.All(Variable).Select(text => RemoteJob.Pair(Variable, text)).ToDictionary(p => p.Key, p => p.Value);
}
