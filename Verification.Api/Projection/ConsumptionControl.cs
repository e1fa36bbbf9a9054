using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Verification.Api.Projection;

/// <summary>An operator's order to stop or resume consuming, stored in the database so that every replica follows it.</summary>
internal sealed class ConsumptionControl(SqlDialect dialect) : OperatorControl(dialect, "consumption_control");
