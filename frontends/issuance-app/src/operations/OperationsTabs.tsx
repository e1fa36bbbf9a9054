import { Link } from "@tanstack/react-router";
import { useMayUse } from "../session/useSession";
import { useTexts } from "../texts";
import classes from "./OperationsTabs.module.css";

export function OperationsTabs() {
  const texts = useTexts().operations;
  // A single tab would be no choice.
  if (!useMayUse("operations")) return null;
  return (
    <nav className={classes.tabs} aria-label={texts.title}>
      <Link to="/operations" activeOptions={{ exact: true, includeSearch: false }}>
        {texts.delivery}
      </Link>
      <Link to="/operations/trusted-issuers" activeOptions={{ includeSearch: false }}>
        {texts.trusted}
      </Link>
      <Link to="/operations/audit" activeOptions={{ includeSearch: false }}>
        {texts.audit}
      </Link>
    </nav>
  );
}
