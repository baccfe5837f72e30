using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tentacle.Manager.Authentication;

/// <summary>The session of the one browser that presented the token. A cookie identifies it, which no script and no other site can use.</summary>
public sealed class Session
{
    public const string CookieName = "tentacle-manager";

    private const int RandomBytes = 32;
    private readonly string _value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the browser has connected.</summary>
    public Task Begun => _begun.Task;

    public void Begin(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Cookies.Append(
            CookieName,
            _value,
            new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = http.Request.IsHttps, IsEssential = true });
        _begun.TrySetResult();
    }

    public bool Includes(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[CookieName] is { } value
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(_value));
    }
}
