import { Link } from "@tanstack/react-router";
import { useCorrectionTexts } from "../corrections/texts";
import { useInvitationTexts } from "../invitations/texts";
import { PageTabs } from "../PageTabs";
import { useTexts } from "../texts";

export function HoldersTabs() {
  const texts = useTexts().nav;
  const corrections = useCorrectionTexts();
  const invitations = useInvitationTexts();
  return (
    <PageTabs label={texts.holders} mb="md">
      <Link to="/holders" activeOptions={{ exact: true, includeSearch: false }}>
        {corrections.title}
      </Link>
      <Link to="/holders/invitations" activeOptions={{ includeSearch: false }}>
        {invitations.title}
      </Link>
    </PageTabs>
  );
}
