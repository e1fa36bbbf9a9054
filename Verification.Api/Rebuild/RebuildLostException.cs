namespace Verification.Api.Rebuild;

/// <summary>Another replica has taken a rebuild over, because this one gave no sign of life for too long.</summary>
internal sealed class RebuildLostException() : Exception("Another replica has taken the rebuild over.");
