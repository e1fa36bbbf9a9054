import { Button, Stack, Textarea } from "@mantine/core";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, type SyntheticEvent, useRef, useState } from "react";
import { useTexts } from "../texts";
import { parseInput } from "./parseInput";

/** One box for everything a person may hold in hands. */
export function VerifyBox({ autoFocus }: { autoFocus?: boolean }) {
  const texts = useTexts().verify;
  const navigate = useNavigate();
  const textarea = useRef<HTMLTextAreaElement>(null);
  const [input, setInput] = useState("");
  const [submitted, setSubmitted] = useState(false);
  const parsed = parseInput(input);

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    setSubmitted(true);
    if (parsed.kind === "error") textarea.current?.focus();
    else void navigate({ to: "/v/$id", params: { id: parsed.id } });
  }

  function submitOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    submit(event);
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Textarea
          label={texts.label}
          description={parsed.kind === "error" ? texts.hint : texts.recognised[parsed.kind]}
          placeholder={texts.placeholder}
          autosize
          minRows={2}
          maxRows={12}
          size="md"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="none"
          autoFocus={autoFocus}
          onKeyDown={submitOnEnter}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          ref={textarea}
          value={input}
          onChange={(event) => {
            setInput(event.currentTarget.value);
            setSubmitted(false);
          }}
          error={submitted && parsed.kind === "error" && texts.errors[parsed.fault]}
        />
        <Button
          type="submit"
          size="md"
          leftSection={<IconSearch size={18} aria-hidden />}
          style={{ alignSelf: "flex-start" }}
        >
          {texts.submit}
        </Button>
      </Stack>
    </form>
  );
}
