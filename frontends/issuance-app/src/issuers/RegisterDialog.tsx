import { zodResolver } from "@hookform/resolvers/zod";
import { ApiError, ErrorAlert, fieldErrorsOf, type Issuer, useSharedTexts } from "@kubecredential/shared";
import { Dialog } from "@kubecredential/shared/dialog";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { useSignedIn } from "../session/useSession";
import { useTexts } from "../texts";
import { type RegistrationForm, registrationSchema, toRegistration } from "./form";
import { ProfileFields } from "./ProfileFields";
import { useIssuerTexts } from "./texts";
import { useRegister } from "./useIssuers";

interface RegisterDialogProps {
  /** The name to begin with. */
  name: string;
  onClose: () => void;
  onRegistered: (issuer: Issuer) => void;
}

const fields = ["name", "website", "contact", "slug"] as const;

export function RegisterDialog({ name, onClose, onRegistered }: RegisterDialogProps) {
  const texts = useIssuerTexts();
  const rules = useTexts().issue.errors;
  const shared = useSharedTexts();
  const { organisation } = useSignedIn().session;
  const order = useRegister();
  const resolver = useMemo(() => zodResolver(registrationSchema(texts, rules)), [texts, rules]);
  const form = useForm<RegistrationForm>({
    resolver,
    defaultValues: { name: organisation ?? name, website: "", contact: "", slug: "" },
  });
  const { errors } = form.formState;
  const refused = fieldErrorsOf(order.error);
  const isShownAtFields = Object.keys(refused).length > 0 && Object.keys(refused).every((field) => isField(field));

  const send = form.handleSubmit((values) =>
    order.mutate(toRegistration(values), {
      onSuccess: onRegistered,
      onError: (error) => {
        const isTaken = error instanceof ApiError && error.status === 409;
        for (const field of fields) {
          const rule = fieldErrorsOf(error)[field];
          if (!rule) continue;
          const own = field === "name" ? texts.errors.nameTaken : field === "slug" ? texts.errors.slugTaken : rule;
          form.setError(field, { type: "server", message: isTaken ? own : rule }, { shouldFocus: true });
        }
      },
    }),
  );

  return (
    <Dialog opened onClose={onClose} title={texts.register} size="lg">
      <FormProvider {...form}>
        <form onSubmit={send} noValidate>
          <Stack>
            <TextInput
              label={texts.name}
              description={texts.nameHint}
              required
              data-autofocus
              readOnly={organisation !== null}
              autoComplete="off"
              dir="auto"
              error={errors.name?.message}
              {...form.register("name")}
            />
            <ProfileFields />
            <TextInput
              label={texts.slug}
              description={texts.slugHint}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              error={errors.slug?.message}
              {...form.register("slug")}
            />
            {order.error && !isShownAtFields && <ErrorAlert error={order.error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {shared.cancel}
              </Button>
              <Button type="submit" loading={order.isPending}>
                {texts.register}
              </Button>
            </Group>
          </Stack>
        </form>
      </FormProvider>
    </Dialog>
  );
}

function isField(name: string): name is (typeof fields)[number] {
  return (fields as readonly string[]).includes(name);
}
