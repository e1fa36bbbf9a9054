import type { CredentialStatus } from "@kubecredential/shared";
import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";

/** Which credential this one replaces, and which one replaces it. */
export function Lineage({ status }: { status: CredentialStatus }) {
  const texts = useTexts().detail;
  if (!status.supersedes && !status.supersededBy) return null;
  return (
    <Group gap="lg">
      {status.supersedes && <Relative name={texts.replaces} id={status.supersedes} />}
      {status.supersededBy && <Relative name={texts.replacedBy} id={status.supersededBy} />}
    </Group>
  );
}

function Relative({ name, id }: { name: string; id: string }) {
  return (
    <Text size="sm">
      {name}:{" "}
      <Anchor
        size="sm"
        ff="monospace"
        title={id}
        aria-label={`${name}: ${id}`}
        underline="always"
        renderRoot={(props) => <Link to="/credentials/$id" params={{ id }} {...props} />}
      >
        …{id.slice(-12)}
      </Anchor>
    </Text>
  );
}
