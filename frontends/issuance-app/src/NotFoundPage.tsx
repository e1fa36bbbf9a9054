import { EmptyState, useSharedTexts } from "@kubecredential/shared";
import { Button } from "@mantine/core";
import IconMapQuestion from "@tabler/icons-react/icons/IconMapQuestion";
import { Link } from "@tanstack/react-router";
import { homeOf } from "./session/access";
import { useSignedIn } from "./session/useSession";

export function NotFoundPage() {
  const texts = useSharedTexts().notFound;
  const home = homeOf(useSignedIn().session) ?? "/";
  return (
    <EmptyState
      order={1}
      icon={IconMapQuestion}
      title={texts.title}
      text={texts.text}
      action={<Button renderRoot={(props) => <Link to={home} {...props} />}>{texts.home}</Button>}
    />
  );
}
