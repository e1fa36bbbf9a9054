import { Button, Group } from "@mantine/core";
import IconDownload from "@tabler/icons-react/icons/IconDownload";

interface FormButtonsProps<Form extends string> {
  forms: readonly Form[];
  nameOf: (form: Form) => string;
  /** The label of the button for the form of this name. */
  labelOf: (name: string) => string;
  /** The form that is being made. */
  making: string | undefined;
  onTake: (form: Form) => void;
}

/** A button for each form in which a credential can be saved. */
export function FormButtons<Form extends string>({ forms, nameOf, labelOf, making, onTake }: FormButtonsProps<Form>) {
  return (
    <Group gap="xs">
      {forms.map((form) => (
        <Button
          key={form}
          size="sm"
          variant="default"
          // Long names take two lines on a phone.
          maw="100%"
          h="auto"
          mih={36}
          py={6}
          styles={{ label: { whiteSpace: "normal" } }}
          leftSection={<IconDownload size={16} aria-hidden />}
          aria-label={labelOf(nameOf(form))}
          loading={making === form}
          onClick={() => onTake(form)}
        >
          {nameOf(form)}
        </Button>
      ))}
    </Group>
  );
}

/** The name of the file for a signed form. */
export function signedFileName(id: string, form: string): string {
  return `${id}.${form}.${form === "vc-jwt" ? "jwt" : "json"}`;
}
