namespace Verification.Api.Rebuild;

/// <summary>Another replica has taken over a rebuild because this one sent no heartbeat for too long.</summary>
internal sealed class RebuildLostException() : Exception("Another replica has taken over the rebuild.");
