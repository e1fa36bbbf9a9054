import { EmptyState, useSharedTexts } from "@kubecredential/shared";
import { Button } from "@mantine/core";
import IconMapQuestion from "@tabler/icons-react/icons/IconMapQuestion";
import { Link } from "@tanstack/react-router";
import { useTexts } from "./texts";

export function NotFoundPage() {
  const texts = useSharedTexts().notFound;
  const { pageTitle } = useTexts();
  return (
    <>
      <title>{pageTitle(texts.title)}</title>
      <EmptyState
        order={1}
        icon={IconMapQuestion}
        title={texts.title}
        text={texts.text}
        action={<Button renderRoot={(props) => <Link to="/" {...props} />}>{texts.home}</Button>}
      />
    </>
  );
}
