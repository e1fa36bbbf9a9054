import { CopyButton, useLanguage } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { useState } from "react";
import { useTexts } from "../texts";
import { titleOf } from "../verify/titleOf";
import type { Verdict } from "../verify/useVerdict";
import { badgeAddress, frameCode, pictureCode } from "./badge";
import classes from "./ShareDialog.module.css";

interface ShareDialogProps {
  id: string;
  link: string;
  verdict: Verdict;
  onClose: () => void;
}

export function ShareDialog({ id, link, verdict, onClose }: ShareDialogProps) {
  const texts = useTexts().share;
  const { language } = useLanguage();
  const credential = verdict.credential;
  const what = credential ? `${credential.holderName}, ${titleOf(credential, verdict.certificate, language)}` : id;
  const title = texts.badgeTitle(what);
  return (
    <Dialog opened onClose={onClose} title={texts.title} size="lg">
      <Stack gap="lg">
        <section>
          <Title order={3} size="h5">
            {texts.link}
          </Title>
          <Text size="sm" mb="xs">
            {texts.linkText}
          </Text>
          <Code label={texts.link} value={link} />
          <Group gap="xs" mt="xs">
            <CopyButton value={link} label={texts.copyLink} size="sm" />
            {"share" in navigator && (
              <Button
                size="sm"
                variant="default"
                leftSection={<IconSend size={16} aria-hidden />}
                // Refused or closed by the user: nothing to say.
                onClick={() => void navigator.share({ title: what, url: link }).catch(() => {})}
              >
                {texts.send}
              </Button>
            )}
          </Group>
        </section>
        <section>
          <Title order={3} size="h5" mb="xs">
            {texts.badge}
          </Title>
          <Preview id={id} />
          <Stack gap="md" mt="md">
            <Snippet name={texts.frame} text={texts.frameText} code={frameCode(id, title)} />
            <Snippet name={texts.picture} text={texts.pictureText} code={pictureCode(id, link, title, "svg")} />
            <Snippet name={texts.signature} text={texts.signatureText} code={pictureCode(id, link, title, "png")} />
          </Stack>
        </section>
      </Stack>
    </Dialog>
  );
}

function Preview({ id }: { id: string }) {
  const texts = useTexts().share;
  const [isBroken, setIsBroken] = useState(false);
  return (
    <div className={classes.preview}>
      {isBroken ? (
        <Text size="sm" c="dimmed">
          {texts.noPreview}
        </Text>
      ) : (
        <img src={badgeAddress(id, "svg", "")} alt={texts.preview} onError={() => setIsBroken(true)} />
      )}
    </div>
  );
}

function Snippet({ name, text, code }: { name: string; text: string; code: string }) {
  const texts = useTexts().share;
  return (
    <fieldset className={classes.snippet}>
      <legend>{name}</legend>
      <Text size="sm" mb={4}>
        {text}
      </Text>
      <Code label={`${name}: ${texts.code}`} value={code} />
      <CopyButton value={code} label={texts.copy} size="sm" mt="xs" />
    </fieldset>
  );
}

/** Read-only text that a click selects as a whole. */
function Code({ label, value }: { label: string; value: string }) {
  return (
    <textarea
      className={classes.code}
      dir="ltr"
      readOnly
      rows={value.length > 90 ? 4 : 1}
      aria-label={label}
      value={value}
      onFocus={(event) => event.currentTarget.select()}
    />
  );
}
