using KubeCredential.Hosting.Background;
using Microsoft.Extensions.Logging;

namespace KubeCredential.Storage.Audit;

/// <summary>Adds committed verdicts to their chain.</summary>
internal sealed class VerdictSealer(VerdictChain chain, DatabaseReadiness database, TimeProvider time, LoopRegistry loops, ILogger<AuditSealer> logger)
    : AuditSealer(chain, database, time, loops, logger, "verdict-sealer");
