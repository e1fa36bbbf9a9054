import { ApiError, ErrorAlert, type Session } from "@kubecredential/shared";
import { Alert, Button, Card, Divider, Stack, Text, TextInput, Title } from "@mantine/core";
import IconBuilding from "@tabler/icons-react/icons/IconBuilding";
import IconInfoCircle from "@tabler/icons-react/icons/IconInfoCircle";
import IconLogin2 from "@tabler/icons-react/icons/IconLogin2";
import { useLocation } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useTexts } from "../texts";

/** Why the sign-in page is shown, if that needs explaining. */
export type SignInNotice = "ended" | "signedOut" | "failed" | "link";

interface SignInPageProps {
  ways: Session["ways"];
  notice?: SignInNotice;
  onSignIn: (key: string) => Promise<void>;
}

export function SignInPage({ ways, notice, onSignIn }: SignInPageProps) {
  const texts = useTexts();
  const here = useLocation({ select: ({ pathname, searchStr }) => pathname + searchStr });
  return (
    <Stack maw={440} mx="auto">
      <title>{texts.pageTitle(texts.signIn.title)}</title>
      <div>
        <Title order={1} size="h2">
          {texts.signIn.title}
        </Title>
        <Text c="dimmed">{texts.signIn.intro}</Text>
      </div>
      {notice && (
        <Alert
          role="alert"
          color={notice === "signedOut" ? "teal" : "yellow"}
          icon={<IconInfoCircle size={20} aria-hidden />}
        >
          {texts.signIn.notices[notice]}
        </Alert>
      )}
      <Card>
        <Stack>
          {ways.openIdConnect && (
            <Button
              component="a"
              href={`/api/v1/session/openid-connect?returnUrl=${encodeURIComponent(here)}`}
              size="md"
              variant="filled"
              // On a phone the label needs two lines.
              h="auto"
              py={12}
              styles={{ label: { whiteSpace: "normal", lineHeight: 1.2 } }}
              leftSection={<IconBuilding size={18} aria-hidden />}
            >
              {texts.signIn.atProvider}
            </Button>
          )}
          {ways.openIdConnect && ways.key && <Divider label={texts.signIn.or} />}
          {ways.key && <KeyForm onSignIn={onSignIn} isSecond={ways.openIdConnect} />}
        </Stack>
      </Card>
    </Stack>
  );
}

/** `isSecond` where the organisation's own way comes first. */
function KeyForm({ onSignIn, isSecond }: Pick<SignInPageProps, "onSignIn"> & { isSecond: boolean }) {
  const texts = useTexts().signIn;
  const input = useRef<HTMLInputElement>(null);
  const [isPending, setPending] = useState(false);
  const [fault, setFault] = useState<"missing" | "refused">();
  const [error, setError] = useState<unknown>();

  async function send(event: FormEvent) {
    event.preventDefault();
    const key = input.current?.value.trim();
    setError(undefined);
    setFault(key ? undefined : "missing");
    if (!input.current || !key) {
      input.current?.focus();
      return;
    }
    // The key must not stay readable on the page.
    input.current.value = "";
    setPending(true);
    try {
      await onSignIn(key);
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 401) setFault("refused");
      else setError(failure);
      input.current?.focus();
    } finally {
      setPending(false);
    }
  }

  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <TextInput
          ref={input}
          type="password"
          label={texts.key}
          description={texts.keyHint}
          required
          autoFocus={!isSecond}
          autoComplete="off"
          spellCheck={false}
          error={fault && texts.faults[fault]}
          errorProps={{ role: "alert" }}
        />
        {error !== undefined && <ErrorAlert error={error} />}
        <Button
          type="submit"
          size="md"
          variant={isSecond ? "default" : "filled"}
          loading={isPending}
          leftSection={<IconLogin2 size={18} aria-hidden />}
        >
          {texts.submit}
        </Button>
      </Stack>
    </form>
  );
}
