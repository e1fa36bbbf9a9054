import { fieldErrorsOf, type InviteRequest, useLanguage, useSharedTexts } from "@kubecredential/shared";
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import IconLink from "@tabler/icons-react/icons/IconLink";
import IconSend from "@tabler/icons-react/icons/IconSend";
import { type SyntheticEvent, useRef, useState } from "react";
import { isEmail } from "../issue/form";
import { Refusal } from "../Refusal";
import { ShownOnce } from "../ShownOnce";
import { LanguageSelect } from "./LanguageSelect";
import { useInvitationTexts } from "./texts";
import { useInvite } from "./useInvitations";

interface InviteFormProps {
  credentialId: string;
  /** The address that the issuer knows, if there is one. */
  email: string | null;
  onClose: () => void;
  onSent: () => void;
}

/** Invites a holder: by e-mail, or by a link that is shown once. */
export function InviteForm({ credentialId, email, onClose, onSent }: InviteFormProps) {
  const all = useInvitationTexts();
  const texts = all.dialog;
  const shared = useSharedTexts();
  const app = useLanguage().language;
  const order = useInvite(credentialId);
  const [delivery, setDelivery] = useState<InviteRequest["delivery"]>("email");
  const [typed, setTyped] = useState<string>();
  // It may become known only now.
  const address = typed ?? email ?? "";
  const [language, setLanguage] = useState<string>(app);
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const refused = fieldErrorsOf(order.error);

  function send(event: SyntheticEvent) {
    event.preventDefault();
    if (order.isPending) return;
    const isWrong = delivery === "email" && !isEmail(address.trim());
    setFault(isWrong ? texts.errors.email : undefined);
    if (isWrong) return input.current?.focus();
    order.mutate(
      { delivery, email: delivery === "email" ? address.trim() : null, language },
      {
        onSuccess: ({ link }) => {
          if (link === undefined) onSent();
        },
      },
    );
  }

  const link = order.data?.link;
  if (link !== undefined) {
    return <ShownOnce value={link} icon={<IconLink size={20} aria-hidden />} texts={texts} onDone={onClose} />;
  }
  return (
    <form onSubmit={send} noValidate>
      <Stack>
        <Radio.Group
          label={texts.how}
          value={delivery}
          onChange={(value) => {
            order.reset();
            setFault(undefined);
            setDelivery(value as InviteRequest["delivery"]);
          }}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="email" label={texts.email} description={texts.emailHint} />
            <Radio value="link" label={texts.link} description={texts.linkHint} />
          </Stack>
        </Radio.Group>
        {delivery === "email" && (
          <TextInput
            ref={input}
            data-autofocus
            type="email"
            label={texts.address}
            description={texts.addressHint}
            required
            autoComplete="off"
            value={address}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={fault ?? refused.email}
          />
        )}
        <LanguageSelect value={language} onChange={setLanguage} />
        {!refused.email && <Refusal error={order.error} title={all.refusedTitle} texts={all.refusals} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {shared.cancel}
          </Button>
          <Button
            type="submit"
            loading={order.isPending}
            leftSection={delivery === "email" ? <IconSend size={16} aria-hidden /> : <IconLink size={16} aria-hidden />}
          >
            {delivery === "email" ? texts.send : texts.make}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
