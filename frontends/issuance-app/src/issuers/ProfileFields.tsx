import { TextInput } from "@mantine/core";
import { useFormContext } from "react-hook-form";
import type { ProfileForm } from "./form";
import { useIssuerTexts } from "./texts";

/** What an issuer says of itself. */
export function ProfileFields() {
  const texts = useIssuerTexts();
  const { register, formState } = useFormContext<ProfileForm>();
  return (
    <>
      <TextInput
        type="url"
        label={texts.website}
        description={texts.websiteHint}
        autoComplete="off"
        error={formState.errors.website?.message}
        {...register("website")}
      />
      <TextInput
        type="email"
        label={texts.contact}
        description={texts.contactHint}
        autoComplete="off"
        error={formState.errors.contact?.message}
        {...register("contact")}
      />
    </>
  );
}
