import { ApiError, ErrorAlert, fieldErrorsOf, type TrustedIssuer, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Alert, Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { type SyntheticEvent, useState } from "react";
import { useTrustedTexts } from "./texts";
import { useSaveTrustedIssuer } from "./useTrustedIssuers";

interface TrustedIssuerDialogProps {
  /** The entry to change; without one, an issuer is added. */
  issuer?: TrustedIssuer;
  onClose: () => void;
}

const fields = ["did", "name", "types", "from", "to"];

/** Adds a trusted issuer, or changes for what it is trusted. The service checks what is entered. */
export function TrustedIssuerDialog({ issuer, onClose }: TrustedIssuerDialogProps) {
  const texts = useTrustedTexts();
  const shared = useSharedTexts();
  const order = useSaveTrustedIssuer(issuer);
  const [form, setForm] = useState({
    did: issuer?.did ?? "",
    name: issuer?.name ?? "",
    types: issuer?.types.join("\n") ?? "",
    from: issuer?.from ?? "",
    to: issuer?.to ?? "",
  });
  const refused = fieldErrorsOf(order.error);
  const isShownAtFields =
    Object.keys(refused).length > 0 && Object.keys(refused).every((name) => fields.includes(name));
  const isChanged = order.error instanceof ApiError && order.error.status === 412;

  function save(event: SyntheticEvent) {
    event.preventDefault();
    const types = form.types
      .split("\n")
      .map((type) => type.trim())
      .filter(Boolean);
    order.mutate(
      {
        did: form.did.trim(),
        name: form.name.trim(),
        types,
        ...(form.from && { from: form.from }),
        ...(form.to && { to: form.to }),
      },
      { onSuccess: onClose },
    );
  }

  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: refused[name],
    autoComplete: "off",
    onChange: (event: { currentTarget: { value: string } }) => setForm({ ...form, [name]: event.currentTarget.value }),
  });

  return (
    <Dialog opened onClose={onClose} title={issuer ? texts.changeOne(issuer.name) : texts.add} size="lg">
      <form onSubmit={save} noValidate>
        <Stack>
          <TextInput
            label={texts.did}
            description={texts.didHint}
            required
            readOnly={issuer !== undefined}
            data-autofocus={issuer ? undefined : true}
            autoCapitalize="none"
            spellCheck={false}
            {...field("did")}
          />
          <TextInput label={texts.name} description={texts.nameHint} required dir="auto" {...field("name")} />
          <Textarea
            label={texts.types}
            description={texts.typesHint}
            autosize
            minRows={2}
            maxRows={8}
            spellCheck={false}
            {...field("types")}
          />
          <Group grow align="flex-start">
            <TextInput type="date" label={texts.fromLabel} description={texts.periodHint} {...field("from")} />
            <TextInput type="date" label={texts.toLabel} description={texts.periodHint} {...field("to")} />
          </Group>
          {isChanged ? (
            <Alert role="alert" color="yellow" title={texts.changedMeanwhile} />
          ) : (
            order.error && !isShownAtFields && <ErrorAlert error={order.error} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {shared.cancel}
            </Button>
            <Button type="submit" loading={order.isPending}>
              {issuer ? texts.save : texts.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
