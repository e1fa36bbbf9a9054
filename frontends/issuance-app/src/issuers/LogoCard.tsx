import { ErrorAlert, fieldErrorsOf, type Issuer, localeOf, useLanguage } from "@kubecredential/shared";
import { Button, Card, FileButton, Group, Input, Stack, Text, Title } from "@mantine/core";
import IconPhoto from "@tabler/icons-react/icons/IconPhoto";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import { useId, useRef, useState } from "react";
import { logoTypes, readLogo } from "./logo";
import { useIssuerTexts } from "./texts";
import { isChangedMeanwhile, useChangeLogo } from "./useIssuers";

/** Sets and removes the logo. What the service would refuse is not sent. */
export function LogoCard({ issuer }: { issuer: Issuer }) {
  const texts = useIssuerTexts().logo;
  const { language } = useLanguage();
  const change = useChangeLogo(issuer.slug);
  const [fault, setFault] = useState<string>();
  const reset = useRef<() => void>(null);
  const rule = useId();
  const refused = fieldErrorsOf(change.error).body;
  const error = fault ?? (isChangedMeanwhile(change.error) ? texts.changed : refused);

  async function choose(file: File | null) {
    // So that the same file can be chosen again.
    reset.current?.();
    change.reset();
    setFault(undefined);
    if (!file) return;
    const read = await readLogo(file);
    if (read === "tooBig") setFault(texts.tooBig(Math.ceil(file.size / 1_024).toLocaleString(localeOf(language))));
    else if (typeof read === "string") setFault(texts[read]);
    else change.mutate({ revision: issuer.revision, to: read });
  }

  return (
    <Card component="section" aria-labelledby="logo-heading">
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id="logo-heading">
            {texts.heading}
          </Title>
          <Text size="sm" c="dimmed" id={rule}>
            {texts.rule}
          </Text>
        </div>
        <Group gap="xs">
          <FileButton
            onChange={choose}
            accept={logoTypes.join(",")}
            resetRef={reset}
            inputProps={{ "aria-hidden": true }}
          >
            {(props) => (
              <Button
                {...props}
                variant="default"
                leftSection={<IconPhoto size={16} aria-hidden />}
                loading={change.isPending}
                aria-describedby={error ? `${rule} ${rule}-error` : rule}
              >
                {texts.choose}
              </Button>
            )}
          </FileButton>
          {issuer.logo && (
            <Button
              variant="default"
              leftSection={<IconTrash size={16} aria-hidden />}
              disabled={change.isPending}
              onClick={() => {
                setFault(undefined);
                change.mutate({ revision: issuer.revision, to: null });
              }}
            >
              {texts.remove}
            </Button>
          )}
          {/* Always rendered: screen readers announce only what is added to an existing live region. */}
          <Text size="sm" component="div" role="status">
            {change.isSuccess && !fault && (change.data.logo ? texts.saved : texts.removed)}
          </Text>
        </Group>
        {error && (
          <Input.Error id={`${rule}-error`} role="alert" size="sm">
            {error}
          </Input.Error>
        )}
        {change.error && !error && <ErrorAlert error={change.error} />}
      </Stack>
    </Card>
  );
}
