import { addDays, fieldErrorsOf, isCalendarDay, todayUtc, useSharedTexts } from "@kubecredential/shared";
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { type SyntheticEvent, useRef, useState } from "react";
import type { Service } from "../operations/queueChoice";
import { Refusal } from "../Refusal";
import { useKeyTexts } from "./texts";
import { useCreateApiKey } from "./useApiKeys";

const roles = ["issuer", "operator", "auditor"] as const;

interface ApiKeyFormProps {
  service: Service;
  onClose: () => void;
  /** The whole key, which is shown once. */
  onMade: (key: string) => void;
}

export function ApiKeyForm({ service, onClose, onMade }: ApiKeyFormProps) {
  const texts = useKeyTexts().api;
  const shared = useSharedTexts();
  const order = useCreateApiKey(service);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [organisation, setOrganisation] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [faults, setFaults] = useState<{ name?: string; roles?: string }>({});
  const nameInput = useRef<HTMLInputElement>(null);
  const firstRole = useRef<HTMLInputElement>(null);
  const refused = fieldErrorsOf(order.error);

  function send(event: SyntheticEvent) {
    event.preventDefault();
    if (order.isPending) return;
    const found = {
      ...(name.trim() === "" && { name: texts.errors.name }),
      ...(chosen.length === 0 && { roles: texts.errors.roles }),
    };
    setFaults(found);
    if (found.name) return nameInput.current?.focus();
    if (found.roles) return firstRole.current?.focus();
    order.mutate(
      {
        name: name.trim(),
        roles: chosen,
        organisation: organisation.trim() || null,
        // The end of the last day.
        expiresAt: isCalendarDay(lastDay) ? `${addDays(lastDay, 1)}T00:00:00Z` : null,
      },
      { onSuccess: ({ key }) => onMade(key) },
    );
  }

  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <TextInput
          ref={nameInput}
          data-autofocus
          label={texts.name}
          description={texts.nameHint}
          required
          autoComplete="off"
          dir="auto"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={faults.name ?? refused.name}
        />
        <Checkbox.Group
          label={texts.roles}
          required
          value={chosen}
          onChange={setChosen}
          error={faults.roles ?? refused.roles}
        >
          <Stack gap="xs" mt={6}>
            {roles.map((role, index) => (
              <Checkbox
                key={role}
                ref={index === 0 ? firstRole : undefined}
                value={role}
                label={texts.roleNames[role]}
                description={texts.roleHints[role]}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          label={texts.organisation}
          description={texts.organisationHint}
          autoComplete="off"
          dir="auto"
          value={organisation}
          onChange={(event) => setOrganisation(event.currentTarget.value)}
          error={refused.organisation}
        />
        <TextInput
          type="date"
          label={texts.expires}
          description={texts.expiresHint}
          min={todayUtc()}
          max="9999-12-30"
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
          error={refused.expiresAt}
        />
        {Object.keys(refused).length === 0 && <Refusal error={order.error} title={texts.createTitle} texts={{}} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.cancel}
          </Button>
          <Button type="submit" loading={order.isPending}>
            {texts.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
