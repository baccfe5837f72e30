using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tentacle.Agent.Doors;
using Tentacle.Contracts;

namespace Tentacle.Agent.Authentication;

/// <summary>
/// The scheme "Certificate": identifies the caller by the thumbprint of the certificate on its connection, or by its local account. Trust in the
/// thumbprint is checked before the first byte of HTTP. Headers are never used.
/// </summary>
internal sealed class ThumbprintAuthenticationHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name of the scheme. ASP.NET Core's own certificate authentication has the same name, which embedding hosts expect.</summary>
    public const string SchemeName = "Certificate";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.Features.Get<ConnectionTag>() is not { Caller: { } caller } tag)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        List<Claim> claims = [new(ClaimTypes.Name, caller), new(ClaimTypes.AuthenticationMethod, tag.Door.ToString())];
        if (tag.Certificate is { } certificate)
        {
            claims.Add(new(ClaimTypes.Thumbprint, Thumbprint.Sha256Of(certificate).Value));
            claims.Add(new(ClaimTypes.X500DistinguishedName, certificate.Subject));
            claims.Add(new(ClaimTypes.SerialNumber, certificate.SerialNumber));
        }

        var identity = new ClaimsIdentity(claims, SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName)));
    }
}
