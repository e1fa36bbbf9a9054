import { Button, Stack, Textarea } from "@mantine/core";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import { useNavigate } from "@tanstack/react-router";
import type { KeyboardEvent } from "react";
import { useForm, useWatch } from "react-hook-form";
import { useTexts } from "../texts";
import { parseInput } from "./parseInput";

/** One box for everything a person may hold in hands. */
export function VerifyBox({ autoFocus }: { autoFocus?: boolean }) {
  const texts = useTexts().verify;
  const navigate = useNavigate();
  const form = useForm({ defaultValues: { input: "" } });
  const parsed = parseInput(useWatch({ control: form.control, name: "input" }));
  const fault = form.formState.errors.input?.message as keyof typeof texts.errors | undefined;

  const submit = form.handleSubmit(({ input }) => {
    const { kind, ...found } = parseInput(input);
    if (kind !== "error" && "id" in found) void navigate({ to: "/v/$id", params: { id: found.id } });
  });

  function submitOnEnter(event: KeyboardEvent) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
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
          error={fault && texts.errors[fault]}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          {...form.register("input", {
            validate: (input) => {
              const result = parseInput(input);
              return result.kind !== "error" || result.fault;
            },
          })}
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
