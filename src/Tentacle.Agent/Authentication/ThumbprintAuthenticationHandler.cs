using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Tentacle.Agent.Doors;
using Tentacle.Contracts;

namespace Tentacle.Agent.Authentication;

/// <summary>
/// The scheme "Certificate": says who the caller is, by the thumbprint of the certificate on its connection or by its local account. Whether
/// the thumbprint is trusted was decided before the first byte of HTTP; no header is ever looked at.
/// </summary>
internal sealed class ThumbprintAuthenticationHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name that ASP.NET Core's own certificate authentication has, so that an embedding host finds what it expects.</summary>
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
