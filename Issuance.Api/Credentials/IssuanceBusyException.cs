namespace Issuance.Api.Credentials;

/// <summary>Too many requests are waiting to be written.</summary>
internal sealed class IssuanceBusyException() : Exception("Too many requests are waiting to be written.");
