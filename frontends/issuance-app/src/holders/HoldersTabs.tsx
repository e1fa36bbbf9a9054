import { Link } from "@tanstack/react-router";
import { useCorrectionTexts } from "../corrections/texts";
import { useInvitationTexts } from "../invitations/texts";
import { useTexts } from "../texts";
import classes from "./HoldersTabs.module.css";

export function HoldersTabs() {
  const texts = useTexts().nav;
  const corrections = useCorrectionTexts();
  const invitations = useInvitationTexts();
  return (
    <nav className={classes.tabs} aria-label={texts.holders}>
      <Link to="/holders" activeOptions={{ exact: true, includeSearch: false }}>
        {corrections.title}
      </Link>
      <Link to="/holders/invitations" activeOptions={{ includeSearch: false }}>
        {invitations.title}
      </Link>
    </nav>
  );
}
