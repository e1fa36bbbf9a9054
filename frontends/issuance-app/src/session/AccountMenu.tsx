import { appConfig, hostOf, isolated, Name } from "@kubecredential/shared";
import { ActionIcon, Anchor, Popover, Stack, Text } from "@mantine/core";
import IconUser from "@tabler/icons-react/icons/IconUser";
import { useTexts } from "../texts";
import { SignOutButton } from "./SignOutButton";
import { useSignedIn } from "./useSession";

/** Shows who is signed in with which roles, and signs out. */
export function AccountMenu() {
  const texts = useTexts();
  const { session } = useSignedIn();
  const { apiReferenceUrl } = appConfig();
  const name = session.name ?? "";
  const roles = session.roles.map((role) => texts.roles[role as keyof typeof texts.roles] ?? role);
  return (
    <Popover position="bottom-end" withinPortal={false} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <ActionIcon variant="default" size="lg" title={texts.account.label(isolated(name))}>
          <IconUser size={18} aria-hidden />
          {/* In an aria-label, isolating the name would need control characters. */}
          <span className="kc-visually-hidden">
            {texts.account.signedInAs} <Name>{name}</Name>
          </span>
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown maw={300}>
        <Stack gap="xs">
          <div>
            <Text size="sm" c="dimmed">
              {texts.account.signedInAs}
            </Text>
            <Text fw={600} className="kc-break">
              <Name>{name}</Name>
            </Text>
          </div>
          <Text size="sm">{texts.account.roles(roles)}</Text>
          {session.organisation !== null && (
            <Text size="sm" className="kc-break">
              {texts.account.organisation}: <Name>{session.organisation}</Name>
            </Text>
          )}
          {hostOf(apiReferenceUrl) !== undefined && (
            <Anchor size="sm" href={apiReferenceUrl} target="_blank" rel="noreferrer">
              {texts.account.apiReference}
            </Anchor>
          )}
          <SignOutButton label={texts.account.signOut} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
