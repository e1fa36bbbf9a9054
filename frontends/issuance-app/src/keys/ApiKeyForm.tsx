import {
  type ApiKeyRequest,
  ErrorAlert,
  endOf,
  fieldErrorsOf,
  isCalendarDay,
  todayUtc,
  useSharedTexts,
} from "@kubecredential/shared";
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { type SyntheticEvent, useRef, useState } from "react";
import { useKeyTexts } from "./texts";

const roles = ["issuer", "operator", "auditor"] as const;
const fields = ["name", "roles", "organisation", "expiresAt"];

interface ApiKeyFormProps {
  order: { isPending: boolean; error: Error | null };
  onClose: () => void;
  onCreate: (request: ApiKeyRequest) => void;
}

export function ApiKeyForm({ order, onClose, onCreate }: ApiKeyFormProps) {
  const texts = useKeyTexts().api;
  const shared = useSharedTexts();
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>([]);
  const [organisation, setOrganisation] = useState("");
  const [lastDay, setLastDay] = useState("");
  const [faults, setFaults] = useState<{ name?: string; roles?: string; day?: string }>({});
  const nameInput = useRef<HTMLInputElement>(null);
  const firstRole = useRef<HTMLInputElement>(null);
  const dayInput = useRef<HTMLInputElement>(null);
  const refused = fieldErrorsOf(order.error);
  const isShownAtFields = Object.keys(refused).length > 0 && Object.keys(refused).every((one) => fields.includes(one));

  function send(event: SyntheticEvent) {
    event.preventDefault();
    if (order.isPending) return;
    const found = {
      ...(name.trim() === "" && { name: texts.errors.name }),
      ...(chosen.length === 0 && { roles: texts.errors.roles }),
      ...(!isDayUsable() && { day: texts.errors.day }),
    };
    setFaults(found);
    if (found.name) return nameInput.current?.focus();
    if (found.roles) return firstRole.current?.focus();
    if (found.day) return dayInput.current?.focus();
    onCreate({
      name: name.trim(),
      roles: chosen,
      organisation: organisation.trim() || null,
      expiresAt: lastDay === "" ? null : endOf(lastDay),
    });
  }

  function isDayUsable(): boolean {
    // The value of a day that is half typed or impossible is empty, as if none had been chosen.
    if (dayInput.current?.validity.badInput) return false;
    return lastDay === "" || (isCalendarDay(lastDay) && lastDay >= todayUtc());
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
          ref={dayInput}
          type="date"
          label={texts.expires}
          description={texts.expiresHint}
          min={todayUtc()}
          max="9999-12-31"
          value={lastDay}
          onChange={(event) => setLastDay(event.currentTarget.value)}
          error={faults.day ?? refused.expiresAt}
        />
        {order.error && !isShownAtFields && <ErrorAlert error={order.error} />}
        <Group justify="flex-end">
          <Button variant="default" disabled={order.isPending} onClick={onClose}>
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
