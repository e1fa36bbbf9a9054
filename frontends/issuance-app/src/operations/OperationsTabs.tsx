import { Link } from "@tanstack/react-router";
import { PageTabs } from "../PageTabs";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";

export function OperationsTabs() {
  const texts = useTexts().operations;
  // A single tab would be no choice.
  if (!useMayUse("operations")) return null;
  return (
    <PageTabs label={texts.title}>
      <Link to="/operations" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.delivery}
      </Link>
      <Link to="/operations/services" activeOptions={{ includeSearch: false }}>
        {texts.services}
      </Link>
      <Link to="/operations/keys" activeOptions={{ includeSearch: false }}>
        {texts.keys}
      </Link>
      <Link to="/operations/trusted-issuers" activeOptions={{ includeSearch: false }}>
        {texts.trusted}
      </Link>
      <Link to="/operations/audit" activeOptions={{ includeSearch: false }}>
        {texts.audit}
      </Link>
    </PageTabs>
  );
}
