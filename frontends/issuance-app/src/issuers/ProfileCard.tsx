import { zodResolver } from "@hookform/resolvers/zod";
import { ErrorAlert, fieldErrorsOf, type Issuer, Name } from "@kubecredential/shared";
import { Alert, Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import IconDeviceFloppy from "@tabler/icons-react/icons/IconDeviceFloppy";
import IconUsers from "@tabler/icons-react/icons/IconUsers";
import { useEffect, useMemo, useState } from "react";
import { FormProvider, useForm } from "react-hook-form";
import { useTexts } from "../texts";
import { formOf, type ProfileForm, profileSchema, toProfile } from "./form";
import { ProfileFields } from "./ProfileFields";
import { useIssuerTexts } from "./texts";
import { isChangedMeanwhile, useChangeProfile } from "./useIssuers";

const fields = ["website", "contact"] as const;

/** What the issuer says of itself. Nobody overwrites what they have not seen. */
export function ProfileCard({ issuer }: { issuer: Issuer }) {
  const all = useIssuerTexts();
  const texts = all.profile;
  const rules = useTexts().issue.errors;
  const change = useChangeProfile(issuer.slug);
  const resolver = useMemo(() => zodResolver(profileSchema(all, rules)), [all, rules]);
  const form = useForm<ProfileForm>({ resolver, defaultValues: formOf(issuer) });
  // The profile from which the form was filled in.
  const [base, setBase] = useState(issuer);
  const { isDirty } = form.formState;
  const isConflict = isChangedMeanwhile(change.error);
  const isSame = base.website === issuer.website && base.contact === issuer.contact;
  const refused = Object.keys(fieldErrorsOf(change.error));
  const isShownAtFields = refused.length > 0 && refused.every((field) => fields.some((one) => one === field));

  useEffect(() => {
    if (isDirty || isSame) return;
    setBase(issuer);
    form.reset(formOf(issuer));
  }, [issuer, isDirty, isSame, form]);

  function startFrom(current: Issuer) {
    setBase(current);
    form.reset(formOf(current));
  }

  const send = form.handleSubmit((values) =>
    change.mutate(
      // A new logo has another revision, but the same profile. After a conflict, the current profile has been shown.
      { revision: isSame || isConflict ? issuer.revision : base.revision, to: toProfile(values) },
      {
        onSuccess: startFrom,
        onError: (error) => {
          const rules = fieldErrorsOf(error);
          for (const field of fields) {
            if (rules[field]) form.setError(field, { type: "server", message: rules[field] }, { shouldFocus: true });
          }
        },
      },
    ),
  );

  return (
    <Card component="section" aria-labelledby="profile-heading">
      <Title order={2} size="h4" id="profile-heading">
        {texts.heading}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {texts.public}
      </Text>
      <FormProvider {...form}>
        <form onSubmit={send} noValidate>
          <Stack>
            <ProfileFields />
            {isConflict ? (
              <Alert role="alert" color="yellow" icon={<IconUsers size={20} aria-hidden />} title={texts.conflictTitle}>
                <Stack gap="xs" align="flex-start">
                  <span>{texts.conflict}</span>
                  <Text size="sm" fw={600}>
                    {texts.current}
                  </Text>
                  <Current issuer={issuer} />
                  <Button
                    size="xs"
                    variant="default"
                    onClick={() => {
                      startFrom(issuer);
                      change.reset();
                    }}
                  >
                    {texts.discard}
                  </Button>
                </Stack>
              </Alert>
            ) : (
              change.error && !isShownAtFields && <ErrorAlert error={change.error} />
            )}
            <Group gap="sm">
              <Button type="submit" loading={change.isPending} leftSection={<IconDeviceFloppy size={16} aria-hidden />}>
                {texts.save}
              </Button>
              {/* Always rendered: screen readers announce only what is added to an existing live region. */}
              <Text size="sm" component="div" role="status">
                {change.isSuccess && !isDirty && texts.saved}
              </Text>
            </Group>
          </Stack>
        </form>
      </FormProvider>
    </Card>
  );
}

function Current({ issuer: { website, contact } }: { issuer: Issuer }) {
  const texts = useIssuerTexts();
  return (
    <div>
      {(
        [
          [texts.website, website],
          [texts.contact, contact],
        ] as const
      ).map(([name, value]) => (
        <Text key={name} size="sm" className="kc-break">
          {name}: {value ? <Name>{value}</Name> : texts.profile.none}
        </Text>
      ))}
    </div>
  );
}
