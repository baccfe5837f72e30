namespace Tentacle.Acceptance.Tests.Agents;

/// <summary>A polling agent with so many connections that some are left while others, which were broken, are away until they are dialled again.</summary>
public sealed class HardyPolledAgent : PolledAgent
{
    protected override int ConnectionCount => 16;
}
