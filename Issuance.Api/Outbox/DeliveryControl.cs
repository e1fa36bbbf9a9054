using KubeCredential.Storage;
using KubeCredential.Storage.Audit;

namespace Issuance.Api.Outbox;

/// <summary>An operator's order to stop or resume publishing, stored in the database so that every replica follows it.</summary>
internal sealed class DeliveryControl(SqlDialect dialect) : OperatorControl(dialect, "delivery_control");
