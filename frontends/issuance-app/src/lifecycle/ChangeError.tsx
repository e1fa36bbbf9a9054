import { ErrorAlert, fieldErrorsOf, Name } from "@kubecredential/shared";
import { Alert, Stack } from "@mantine/core";
import IconUsers from "@tabler/icons-react/icons/IconUsers";
import { useTexts } from "../texts";
import { isConflict } from "./useChange";

/** Why a change was refused. Errors at the given fields are shown there. */
export function ChangeError({ error, fields }: { error: Error | null; fields: readonly string[] }) {
  const texts = useTexts().lifecycle;
  if (!error) return null;
  if (isConflict(error)) {
    const isOther = error.status === 412;
    return (
      <Alert
        role="alert"
        color="yellow"
        icon={<IconUsers size={20} aria-hidden />}
        title={isOther ? texts.conflictTitle : texts.impossibleTitle}
      >
        <Stack gap={4}>{isOther ? <span>{texts.conflict}</span> : <Name>{error.message}</Name>}</Stack>
      </Alert>
    );
  }
  const atFields = Object.keys(fieldErrorsOf(error));
  const isShownAtFields = atFields.length > 0 && atFields.every((field) => fields.includes(field));
  return isShownAtFields ? null : <ErrorAlert error={error} />;
}
