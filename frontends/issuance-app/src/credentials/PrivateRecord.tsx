import { type CredentialRecord, Name } from "@kubecredential/shared";
import { Card, Group, Skeleton, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import IconLock from "@tabler/icons-react/icons/IconLock";
import type { ReactNode } from "react";
import { useTexts } from "../texts";
import classes from "./PrivateRecord.module.css";

interface PrivateRecordProps {
  record?: CredentialRecord;
  error: Error | null;
}

/** What the issuer alone sees, marked as such. */
export function PrivateRecord({ record, error }: PrivateRecordProps) {
  const texts = useTexts().detail.record;
  return (
    <Card component="section" aria-labelledby="private-heading" className={`kc-no-print ${classes.card}`}>
      <Stack gap="sm">
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <ThemeIcon variant="light" color="gray" radius="xl" size={30}>
            <IconLock size={17} aria-hidden />
          </ThemeIcon>
          <div>
            <Title order={2} size="h4" id="private-heading">
              {texts.heading}
            </Title>
            <Text size="sm" c="dimmed">
              {texts.hint}
            </Text>
          </div>
        </Group>
        {record ? (
          <dl className={classes.fields}>
            <Field name={texts.holderId}>{record.holderId ? <Name>{record.holderId}</Name> : texts.none}</Field>
            <Field name={texts.holderEmail}>
              {record.holderEmail ? <Name>{record.holderEmail}</Name> : texts.none}
            </Field>
            <Field name={texts.notes}>
              {record.notes.length === 0
                ? texts.noNotes
                : record.notes.map(({ version, note }) => (
                    <div key={version} className={classes.note}>
                      <Text size="xs" c="dimmed">
                        {texts.noteOf(version)}
                      </Text>
                      <Name>{note}</Name>
                    </div>
                  ))}
            </Field>
          </dl>
        ) : error ? (
          <Text size="sm" role="status">
            {texts.away}
          </Text>
        ) : (
          <Skeleton h={80} role="status" aria-label={texts.loading} />
        )}
      </Stack>
    </Card>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
