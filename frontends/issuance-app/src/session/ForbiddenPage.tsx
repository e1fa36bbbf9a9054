import { EmptyState, NameInText } from "@kubecredential/shared";
import { Button, Group } from "@mantine/core";
import IconLock from "@tabler/icons-react/icons/IconLock";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";
import { type Area, access, homeOf } from "./access";
import { SignOutButton } from "./SignOutButton";
import { useSignedIn } from "./useSession";

/** Replaces a page that the user's roles do not allow. */
export function ForbiddenPage({ area }: { area: Area }) {
  const texts = useTexts();
  const { session } = useSignedIn();
  const home = homeOf(session);
  const names = (roles: readonly string[]) =>
    roles.map((role) => texts.roles[role as keyof typeof texts.roles] ?? role);
  return (
    <>
      <title>{texts.pageTitle(texts.forbidden.title)}</title>
      <EmptyState
        order={1}
        icon={IconLock}
        title={texts.forbidden.title}
        text={
          <>
            {texts.forbidden.needs(names(access[area]))}{" "}
            <NameInText name={session.name ?? ""} text={(name) => texts.forbidden.youAre(name, names(session.roles))} />
          </>
        }
        action={
          <Group justify="center">
            {home && <Button renderRoot={(props) => <Link to={home} {...props} />}>{texts.forbidden.home}</Button>}
            <SignOutButton label={texts.forbidden.asSomebodyElse} />
          </Group>
        }
      />
    </>
  );
}
