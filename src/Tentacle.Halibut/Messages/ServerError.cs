using Tentacle.Halibut.Bson;

namespace Tentacle.Halibut.Messages;

/// <summary>
/// The error of a call. The client takes its kind from the type, an older one from the texts. A failed call must not look like a failed connection, which
/// the client repeats, so that the details hold no names of exceptions.
/// </summary>
internal sealed record ServerError(string Message, string Details, string Type)
{
    private const string Exceptions = "Halibut.Exceptions.";
    private const string Invocation = "System.Reflection.TargetInvocationException: Exception has been thrown by the target of an invocation.";

    public static ServerError ServiceNotFound(string service) => NotFound("ServiceNotFoundHalibutClientException", $"Service not found: {service}");

    public static ServerError MethodNotFound(string method) => NotFound("MethodNotFoundHalibutClientException", $"Service {method} not found");

    public static ServerError Failed(string message) => new(message, $"{Invocation}\n ---> {message}", Exceptions + "ServiceInvocationHalibutClientException");

    public BsonDocument ToBson() => new([("message", Message), ("details", Details), ("HalibutErrorType", Type)]);

    private static ServerError NotFound(string type, string message) => new(message, $"{Exceptions}{type}: {message}", Exceptions + type);
}
