import {
  type AnyCredential,
  dataOf,
  formatDay,
  isErased,
  issuanceApi,
  Name,
  type Problem,
  StatusBadge,
  standingOf,
  useLanguage,
} from "@kubecredential/shared";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import IconCopyX from "@tabler/icons-react/icons/IconCopyX";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTexts } from "../texts";

interface DuplicateProps {
  problem: Problem;
  onEnterHolderId: () => void;
}

/** The credential that stands in the way of another one like it, and what can be done instead. */
export function Duplicate({ problem, onEnterHolderId }: DuplicateProps) {
  const texts = useTexts().issue;
  const existing = problem.credentialId;
  const has = (action: string) => problem.ways?.some((way) => way.action === action) ?? false;
  return (
    <Alert role="alert" color="yellow" title={texts.duplicateTitle} icon={<IconCopyX size={20} aria-hidden />}>
      <Stack gap="xs" align="flex-start">
        <span>{texts.duplicate}</span>
        {existing && <Existing id={existing} />}
        <Group gap="xs">
          {existing && (
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link to="/credentials/$id" params={{ id: existing }} {...props} />}
            >
              {texts.openExisting}
            </Button>
          )}
          {existing &&
            (["renew", "replace"] as const).filter(has).map((action) => (
              <Button
                key={action}
                size="xs"
                variant="default"
                renderRoot={(props) => (
                  <Link to="/credentials/$id" params={{ id: existing }} search={{ change: action }} {...props} />
                )}
              >
                {texts.ways[action]}
              </Button>
            ))}
          {has("holderId") && (
            <Button size="xs" variant="default" onClick={onEnterHolderId}>
              {texts.ways.holderId}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

/** What the existing credential is; nothing if it cannot be loaded, because the link leads there anyway. */
function Existing({ id }: { id: string }) {
  const texts = useTexts().issue;
  const { language } = useLanguage();
  const { data } = useQuery<AnyCredential>({
    queryKey: ["credential", id],
    queryFn: ({ signal }) => dataOf(issuanceApi.GET("/api/v1/credentials/{id}", { params: { path: { id } }, signal })),
    retry: false,
  });
  if (!data || isErased(data)) return null;
  return (
    <Group gap="xs" role="group" aria-label={texts.existing}>
      <Text size="sm" fw={600} component="span" className="kc-break">
        <Name>{data.holderName}</Name>
      </Text>
      <StatusBadge standing={standingOf(data.status, data)} />
      <Text size="sm" component="span">
        {data.expiryDate ? texts.validUntil(formatDay(data.expiryDate, language)) : texts.noExpiry}
      </Text>
    </Group>
  );
}
