import { useMayUse } from "../session/useSession";
import { KeysSection } from "./KeysSection";
import { useIssuerTexts } from "./texts";
import { useCompromiseKey, useKeys, useRotateKeys } from "./useIssuers";

/** The keys with which an issuer signs its credentials. */
export function KeysCard({ slug }: { slug: string }) {
  const isOperator = useMayUse("operations");
  const rotation = useRotateKeys(slug);
  const report = useCompromiseKey(slug);
  return (
    <KeysSection
      id="keys-heading"
      texts={useIssuerTexts().keys}
      keys={useKeys(slug)}
      orders={isOperator ? { rotation, report } : undefined}
    />
  );
}
